/** The store could not be asked, and nothing was changed by asking. Rejected, not returned; mapped once at the edge. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** A change was sent and it can no longer be known whether it happened. The client may only be told that time ran out. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

/** The store refuses writes until an operator makes room or mends it (memory, disk, persistence). Nothing was changed. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull'
}

/** What is stored breaks a rule of the format: a gap, an unknown version, a torn value. */
export class StoreCorrupt extends Error {
  override readonly name = 'StoreCorrupt'
}
