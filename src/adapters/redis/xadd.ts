import type { Connection } from './connection.ts'
import { storeError } from './errors.ts'
import { type Argument, type Command, isList, type Reply, text } from './resp.ts'

const MULTI: Command = ['MULTI']
const EXEC: Command = ['EXEC']
const QUEUED = Buffer.from('QUEUED')

/** What one try of an append came to; the words are those of Redis 7.0 to 8. */
export type Tried = Readonly<
  | { kind: 'appended'; length: number }
  /** Something stands at or above the id. */
  | { kind: 'behind' }
  | { kind: 'sealed' }
  /** There is no such stream. */
  | { kind: 'absent' }
  /** Nothing was executed. */
  | { kind: 'failed'; error: Error }
>

/** One XADD that never makes a stream, and the length after it, in one step. Rejects with `ConnectionLost`. */
export const tryAppend = async (
  on: Connection,
  stream: string,
  id: string,
  entry: readonly Argument[],
): Promise<Tried> => {
  const replies = await on.run([MULTI, ['XADD', stream, 'NOMKSTREAM', id, ...entry], ['XLEN', stream], EXEC])
  const [begun, added, length, done] = replies
  if (isList(done)) return outcome(done)
  // Where MULTI is not permitted, what follows it is executed one by one.
  if (begun instanceof Error && !isQueued(added)) return outcome([added ?? null, length ?? null])
  const refusal = replies.find((reply) => reply instanceof Error) ?? new Error('EXEC answered nothing')
  return { kind: 'failed', error: storeError(refusal) }
}

const isQueued = (reply: Reply | undefined): boolean => Buffer.isBuffer(reply) && reply.equals(QUEUED)

const outcome = ([added, length]: readonly Reply[]): Tried => {
  if (added === null) return { kind: 'absent' }
  if (!(added instanceof Error)) return { kind: 'appended', length: Number(text(length)) }
  if (added.message.includes('equal or smaller')) return { kind: 'behind' }
  if (added.message.includes('exhausted')) return { kind: 'sealed' }
  return { kind: 'failed', error: storeError(added) }
}
