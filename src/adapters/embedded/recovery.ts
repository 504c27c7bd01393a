import { randomBytes } from 'node:crypto'
import type { Environment } from './environment.ts'
import { formatOf } from './format.ts'
import { jsonRecord } from './json-record.ts'
import { metaKey } from './keys.ts'
import { type Change, changeBytes } from './tables.ts'
import { SALT } from './write-ahead-frame.ts'
import { readWriteAhead, removeWriteAhead } from './write-ahead-log.ts'

const KEY = metaKey('write-ahead')
type Mark = Readonly<{ salt: string; sequence: number }>
const record = jsonRecord<Mark>('write-ahead mark')

/** How much is handed over at once. */
const PIECE_BYTES = 2 ** 22

/**
 * Gives LMDB what a process that was killed had in its write-ahead log, in pieces of whole commits, each with how far it
 * reaches. From then on those files mean nothing.
 */
export const recover = async (environment: Environment, dir: string, history: string): Promise<void> => {
  const stored = environment.get('meta', KEY)
  if (stored !== undefined) await takeOver(environment, dir, record.decode(stored), history)
  removeWriteAhead(dir)
}

const takeOver = async (
  environment: Environment,
  dir: string,
  { salt, sequence }: Mark,
  history: string,
): Promise<void> => {
  let piece: Change[] = []
  let bytes = 0
  for (const frame of readWriteAhead(dir, Buffer.from(salt, 'hex'), sequence)) {
    for (const change of frame.changes) {
      piece.push(change)
      bytes += changeBytes(change)
    }
    if (bytes < PIECE_BYTES) continue
    await environment.commit([...piece, markOf(salt, frame.sequence)])
    piece = []
    bytes = 0
  }
  await environment.commit([...piece, ...withoutLog(history)])
}

const withoutLog = (history: string): readonly Change[] => [
  { table: 'meta', key: KEY, value: null },
  formatOf(history),
]

const markOf = (salt: string, sequence: number): Change => ({
  table: 'meta',
  key: KEY,
  value: record.encode({ salt, sequence }),
})

export type Marked = Readonly<{
  salt: Buffer
  mark: (sequence: number) => Change
  /** What tells the next start, and programs from before there were logs, that there is none. */
  unmark: readonly Change[]
}>

/** Each log has a salt of its own, so that nothing that an earlier one left in the files is taken for a part of it. */
export const beginWriteAhead = async (environment: Environment, history: string): Promise<Marked> => {
  const salt = randomBytes(SALT)
  const mark = (sequence: number): Change => markOf(salt.toString('hex'), sequence)
  await environment.commit([mark(0), formatOf(history, { logged: true })])
  return { salt, mark, unmark: withoutLog(history) }
}
