import type { HistoryId } from '#ports/store-history'
import type { Connection } from './connection.ts'
import { accepted, asking } from './errors.ts'
import { tokenAt } from './scripts/token-at.ts'
import { continues, type Server } from './server.ts'

/** The last entry that this process knows of each log: if one is missing, the store lost it. */
export interface Memories {
  /** Keeps the newest; what is older than what is remembered changes nothing. */
  readonly remember: (log: string, last: Remembered) => void
  /** What went away by itself was removed by somebody, unless the server may have lost it. */
  readonly forget: (log: string, seenOn: Server) => void
  /** Asks whether its segment was replaced or dropped: that must be known before the server may have lost anything. */
  readonly lookAfter: (log: string, on: Connection) => Promise<void>
  /** This process removed it. */
  readonly drop: (log: string) => void
  readonly allStand: (on: Connection) => Promise<boolean>
}

/**
 * `owner`: the key that is there as long as the log is, and goes with it; `field`: of it, as long as the stream is in the list.
 */
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
    lookAfter: async (log, on) => {
      const last = known.get(log)
      if (last === undefined || !lostNothing(last.history, on.server)) return
      const [listed] = await on.run([['HEXISTS', last.owner, last.field]])
      if (listed === 0 && known.get(log) === last) known.delete(log)
    },
    drop: (log) => void known.delete(log),
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
