import { StoreCorrupt, StoreFull, StoreUnavailable } from '#ports/store-errors'
import type { Reply } from './resp.ts'

/** A socket that closed with commands under way: each of them may have been executed, or may yet be. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}

/** A server that must not be used as it is configured. The message is for the operator. */
export class StoreUnsuitable extends Error {
  override readonly name = 'StoreUnsuitable'
}

/** Redis does not let this user in, or not do this. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused'
}

/** What an operator has to give Redis leave for; undefined where it is something else. */
export const accessRefused = (said: string): AccessRefused | undefined =>
  /^(?:WRONGPASS|NOAUTH|NOPERM)\b/.test(said) ? new AccessRefused(said) : undefined

/** What EXEC was refused for stands behind its own word. */
const reasonOf = ({ message }: Error): string =>
  message.replace(/^EXECABORT Transaction discarded because of: /, '')

/** What an error reply means to whoever uses the store; nothing was executed. */
export const storeError = (refusal: Error): Error => {
  const [code] = reasonOf(refusal).split(' ', 1)
  switch (code) {
    case 'OOM':
    case 'MISCONF':
      return new StoreFull(refusal.message)
    case 'WRONGTYPE':
      return new StoreCorrupt(refusal.message)
    default:
      return new StoreUnavailable(refusal.message, { cause: accessRefused(reasonOf(refusal)) })
  }
}

/** The server is no master (any more), or will not be reached through this connection. */
export const isDemotion = (refusal: Error): boolean => /^(READONLY|MASTERDOWN)\b/.test(reasonOf(refusal))

/** Error replies of commands that may not refuse become rejections. */
export const accepted = (reply: Reply | undefined): Reply => {
  if (reply instanceof Error) throw storeError(reply)
  if (reply === undefined) throw new StoreCorrupt('Redis answered fewer commands than it was sent')
  return reply
}

/** Runs something that changes nothing, or that may be repeated: a lost connection means only that nobody answered. */
export const asking = async <A>(ask: () => Promise<A>): Promise<A> => {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ConnectionLost) throw new StoreUnavailable(error.message, { cause: error })
    throw error
  }
}
