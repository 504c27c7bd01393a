import type { HistoryId } from '#ports/store-history'
import type { Connection } from './connection.ts'
import { asking } from './errors.ts'
import { tokenAt } from './scripts/token-at.ts'

/** The last entry that this process knows of each log and journal: if one is missing, the store lost it. */
export interface Memories {
  /** Keeps the newest; what is older than what is remembered changes nothing. */
  readonly remember: (log: string, last: Remembered) => void
  /** What went away by itself was removed by somebody, unless the history changed since: then it may have been lost. */
  readonly forget: (log: string, seenIn: HistoryId) => void
  readonly allStand: (on: Connection) => Promise<boolean>
}

export type Remembered = Readonly<{ stream: string; id: string; token: string; history: HistoryId }>

const AT_ONCE = 50

export const memories = (): Memories => {
  const known = new Map<string, Remembered>()
  return {
    remember: (log, last) => {
      const before = known.get(log)
      if (before === undefined || numberOf(before) <= numberOf(last)) known.set(log, last)
    },
    forget: (log, seenIn) => {
      if (known.get(log)?.history === seenIn) known.delete(log)
    },
    allStand: async (on) => {
      const all = [...known.values()]
      for (let i = 0; i < all.length; i += AT_ONCE) {
        const some = all.slice(i, i + AT_ONCE)
        const standing = await asking(() => Promise.all(some.map((last) => stands(on, last))))
        if (!standing.every(Boolean)) return false
      }
      return true
    },
  }
}

const numberOf = ({ id }: Remembered): number => Number.parseInt(id, 10)

const stands = async (on: Connection, { stream, id, token }: Remembered): Promise<boolean> => {
  const found = await tokenAt.run(on, { stream, id })
  return found.kind === 'written' && found.token === token
}
