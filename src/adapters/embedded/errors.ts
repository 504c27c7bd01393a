/** Another living process has the directory open, or this one has already. */
export class DirectoryLocked extends Error {
  override readonly name = 'DirectoryLocked'
}

/** The directory cannot be made, or not be read and written. */
export class DirectoryUnusable extends Error {
  override readonly name = 'DirectoryUnusable'
}

/** The directory was written by a version after this one. */
export class NewerFormat extends Error {
  override readonly name = 'NewerFormat'
}
