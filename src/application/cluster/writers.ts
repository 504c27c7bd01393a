import { isAccountedFor } from '#domain/cluster/decider'
import type { Logger } from '#ports/logger'
import type { HistoryId, StoreHistory } from '#ports/store-history'
import type { Catalog } from './catalog.ts'

/**
 * Keeps account of who wrote under which history of the store (`design.md` 8): a history that all its writers have
 * accounted for has lost nothing that was acknowledged, whatever happened to the server.
 */
export interface Writers {
  /** Before the first append of this process. */
  readonly enlist: () => Promise<void>
  /** Whether the store, now under `to`, has lost nothing of what was acknowledged under `from`. */
  readonly provenHarmless: (from: HistoryId, to: HistoryId) => Promise<boolean>
  /** After the last append of this process. */
  readonly signOff: () => Promise<void>
}

export type WritersDeps = Readonly<{
  catalog: Catalog
  history: StoreHistory
  incarnation: string
  logger: Logger
}>

export const writersOf = ({ catalog, history, incarnation, logger }: WritersDeps): Writers => {
  const vouched = new Set<string>()

  /** Vouches once per change, and only for what this process itself remembers. */
  const vouch = async (from: HistoryId, to: HistoryId): Promise<void> => {
    const writes = catalog.state().unaccounted.get(from)?.has(incarnation) ?? false
    const change = `${from} ${to}`
    if (!writes || vouched.has(change)) return
    if (!(await history.allRemembered())) {
      logger.error({ from, to }, 'the store came back without something that was acknowledged')
      return
    }
    await catalog.execute({ type: 'vouch', incarnation, from, to })
    vouched.add(change)
    logger.info({ from, to }, 'the store came back with everything this broker remembers')
  }

  const unwatch = history.watch(({ from, to }) => {
    catalog
      .refresh()
      .then(() => vouch(from, to))
      .catch((error: unknown) =>
        logger.warn({ err: error }, 'the change of history could not be vouched for yet'),
      )
  })

  return {
    enlist: async () => {
      await catalog.execute({ type: 'enlist-writer', incarnation, history: await history.current() })
    },
    provenHarmless: async (from, to) => {
      await catalog.refresh()
      await vouch(from, to)
      // Whoever vouched or not: from here on this process writes under `to`.
      await catalog.execute({ type: 'enlist-writer', incarnation, history: to })
      return isAccountedFor(catalog.state(), from)
    },
    signOff: async () => {
      unwatch()
      if (await history.allRemembered()) await catalog.execute({ type: 'sign-off', incarnation })
      else logger.error({ incarnation }, 'not signed off: the store came back without something acknowledged')
    },
  }
}
