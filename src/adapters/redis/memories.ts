import type { HistoryId } from '#ports/store-history'
import type { Connection } from './connection.ts'
import { accepted, asking } from './errors.ts'
import { tokenAt } from './scripts/token-at.ts'
import { continues, type Server } from './server.ts'

/** The last entry that this process knows of each log: if one is missing, the store lost it. */
export interface Memories {
  /** Keeps the newest; what is older than what is remembered changes nothing. */
  readonly remember: (log: string, last: Remembered) => void
  /** The newest of a log, if there is any. */
  readonly of: (log: string) => Remembered | undefined
  /** What went away by itself was removed or dropped by somebody, unless the server may have lost it. */
  readonly forget: (log: string, seenOn: Server) => void
  /** This process removed it. */
  readonly drop: (log: string) => void
  /** This process dropped a part of it. */
  readonly dropStream: (log: string, stream: string) => void
  readonly allStand: (on: Connection) => Promise<boolean>
}

/** `owner`: the hash that is there as long as the log is, and goes with it; it has `field` as long as `stream` is part of the log. */
export type Remembered = Readonly<{
  stream: string
  owner: string
  field: string
  id: string
  token: string
  history: HistoryId
}>

const AT_ONCE = 50

export const memories = (): Memories => {
  const known = new Map<string, Remembered>()

  /** What stands under a history is from then on remembered of that history. */
  const check = async (on: Connection, [log, last]: readonly [string, Remembered]): Promise<boolean> => {
    const standing = await stands(on, last)
    if (known.get(log) !== last) return standing !== 'lost'
    if (standing === 'stands') known.set(log, { ...last, history: on.server.history })
    if (standing === 'removed') known.delete(log)
    return standing !== 'lost'
  }

  return {
    remember: (log, last) => {
      const before = known.get(log)
      if (before === undefined || numberOf(before) <= numberOf(last)) known.set(log, last)
    },
    forget: (log, seenOn) => {
      const last = known.get(log)
      if (last !== undefined && lostNothing(last.history, seenOn)) known.delete(log)
    },
    of: (log) => known.get(log),
    drop: (log) => void known.delete(log),
    dropStream: (log, stream) => {
      if (known.get(log)?.stream === stream) known.delete(log)
    },
    allStand: async (on) => {
      const all = [...known]
      for (let i = 0; i < all.length; i += AT_ONCE) {
        const some = all.slice(i, i + AT_ONCE)
        const standing = await asking(() => Promise.all(some.map((each) => check(on, each))))
        if (!standing.every(Boolean)) return false
      }
      return true
    },
  }
}

const numberOf = ({ id }: Remembered): number => Number.parseInt(id, 10)

/** Of what was seen under a history. */
export const lostNothing = (history: HistoryId, server: Server): boolean =>
  history === server.history || continues(history, server)

const stands = async (on: Connection, last: Remembered): Promise<'stands' | 'removed' | 'lost'> => {
  const { stream, owner, field, id, token, history } = last
  const found = await tokenAt.run(on, { stream, id })
  if (found.kind === 'written' && found.token === token) return 'stands'
  if (found.kind !== 'absent' || !lostNothing(history, on.server)) return 'lost'
  const [listed] = await on.run([['HEXISTS', owner, field]])
  return accepted(listed) === 0 ? 'removed' : 'lost'
}
