import type { Logger } from '#ports/logger'
import type { HistoryId, StoreHistory } from '#ports/store-history'
import type { Connection } from './connection.ts'
import { asking } from './errors.ts'
import type { Link } from './link.ts'
import type { Memories } from './memories.ts'
import { continues, type Server } from './server.ts'

/** Which past of the store this process has seen, and whether another one is known to have lost nothing. */
export interface Histories extends StoreHistory {
  readonly observe: (server: Server) => void
  /** As the newest connection saw it. */
  readonly latest: () => HistoryId | null
  /** Nothing acknowledged under a recorded history is missing on this server. */
  readonly harmless: (recorded: HistoryId, server: Server) => Promise<boolean>
}

export type ProvenHarmless = (from: HistoryId, to: HistoryId) => Promise<boolean>

type Options = Readonly<{
  link: Link
  memories: Pick<Memories, 'allStand'>
  provenHarmless: ProvenHarmless
  logger: Logger
}>

export const histories = ({ link, memories, provenHarmless, logger }: Options): Histories => {
  const listeners = new Set<(change: Readonly<{ from: HistoryId; to: HistoryId }>) => void>()
  const verdicts = new Map<string, Promise<boolean>>()
  let seen: HistoryId | null = null

  /** A proof is kept; a doubt is asked about again, since others may still vouch. */
  const proven = (from: HistoryId, to: HistoryId): Promise<boolean> => {
    const question = `${from} ${to}`
    const known = verdicts.get(question)
    if (known !== undefined) return known
    const verdict = provenHarmless(from, to).then(
      (harmless) => {
        if (!harmless) verdicts.delete(question)
        return harmless
      },
      (error: unknown) => {
        verdicts.delete(question)
        throw error
      },
    )
    verdicts.set(question, verdict)
    return verdict
  }

  const current = (): Promise<Connection> => asking(() => link.get())

  return {
    observe: ({ history }) => {
      const from = seen
      seen = history
      if (from === null || from === history) return
      logger.warn({ from, to: history }, 'the history of Redis has changed')
      for (const listener of listeners) listener({ from, to: history })
    },
    latest: () => seen,
    harmless: async (recorded, server) =>
      recorded === server.history || continues(recorded, server) || (await proven(recorded, server.history)),
    current: async () => {
      const connection = await current()
      await asking(() => connection.run([['PING']]))
      return connection.server.history
    },
    allRemembered: async () => memories.allStand(await current()),
    watch: (listener) => {
      const own = (change: Readonly<{ from: HistoryId; to: HistoryId }>) => listener(change)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}
