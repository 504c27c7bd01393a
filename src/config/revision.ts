import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { E } from '#shared/fp'

const program = join(import.meta.dirname, '..', '..')

/**
 * The commit that runs: that of the clone or worktree of the repository, else what images and packages have in a file of this
 * name; else `unknown`.
 */
export const revision = (root = program): string => {
  const found = [() => commitOf(gitFolder(root)), () => read(root, 'revision')].map((ask) =>
    E.tryCatch(ask, String),
  )
  const known = found.find((each) => E.isRight(each) && /^[0-9a-f]{7,}$/.test(each.right))
  return known !== undefined && E.isRight(known) ? known.right.slice(0, 12) : 'unknown'
}

/** In a worktree `.git` is a file that says where it is. */
const gitFolder = (root: string): string => {
  const at = join(root, '.git')
  const pointer = E.tryCatch(() => read(at), String)
  if (E.isLeft(pointer)) return at
  return resolve(root, pointer.right.replace(/^gitdir: /, ''))
}

const commitOf = (folder: string): string => {
  const head = read(folder, 'HEAD')
  const [, name] = /^ref: (.+)$/.exec(head) ?? []
  if (name === undefined) return head
  const common = E.tryCatch(() => resolve(folder, read(folder, 'commondir')), String)
  const shared = E.isRight(common) ? common.right : folder
  const own = E.tryCatch(() => read(shared, name), String)
  return E.isRight(own) ? own.right : packed(read(shared, 'packed-refs'), name)
}

const packed = (refs: string, name: string): string =>
  refs
    .split('\n')
    .find((line) => line.endsWith(` ${name}`))
    ?.split(' ')[0] ?? ''

const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8').trim()
