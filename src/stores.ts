import type { Statistics } from '#adapters/embedded/store'
import type { Settings } from '#config/settings'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { Measured, Metrics } from '#ports/metrics'
import type { Random } from '#ports/random'
import type { RecordCodec } from '#ports/record-codec'
import type { Store } from '#ports/store'
import type { HistoryId } from '#ports/store-history'
import type { Timers } from '#ports/timers'

export type StoreDeps = Readonly<{
  codec: RecordCodec
  clock: Clock
  timers: Timers
  random: Random
  logger: Logger
  metrics: Metrics
}>

/** Whether a change of the store's history lost nothing; only Redis ever asks. */
export type ProvenHarmless = (from: HistoryId, to: HistoryId) => Promise<boolean>

/** Opens a store for each broker of this process. */
export type OpenStore = (provenHarmless: ProvenHarmless) => Promise<Store>

/**
 * Redis is opened once per broker, as if each were a process of its own. Memory and directories belong to the process:
 * its brokers share one, and the last one to close it closes it.
 */
export const storesOf = (settings: Settings, deps: StoreDeps): OpenStore => {
  const { store, namespace, durability, embeddedRelaxed: relaxed } = settings
  switch (store.kind) {
    case 'memory':
      return shared(async () => {
        const { memoryStore } = await import('#adapters/memory/store')
        return memoryStore(deps.codec)
      })
    case 'embedded':
      return shared(async () => {
        const { openEmbeddedStore } = await import('#adapters/embedded/store')
        const logger = deps.logger.child({ component: 'embedded' })
        const opened = await openEmbeddedStore({
          ...deps,
          logger,
          dir: store.directory,
          relaxed: relaxed && { timers: deps.timers },
        })
        deps.metrics.measure(() => commitsOf(opened.statistics()))
        return opened
      })
    case 'redis':
      return async (provenHarmless) => {
        const { openRedisStore } = await import('#adapters/redis/store')
        const url = asUser(store.url, settings)
        const logger = deps.logger.child({ component: 'redis' })
        return openRedisStore({ ...deps, logger, url, namespace, durability, provenHarmless })
      }
  }
}

/** The address with what settings of their own say of user and password. */
export const asUser = (
  address: string,
  { redisUsername, redisPassword }: Pick<Settings, 'redisUsername' | 'redisPassword'>,
): string => {
  const url = new URL(address)
  if (redisUsername !== undefined) url.username = encodeURIComponent(redisUsername)
  if (redisPassword !== undefined) url.password = encodeURIComponent(redisPassword)
  return url.href
}

const commitsOf = ({ commits, operations, behind }: Statistics): Measured => [
  { name: 'kedge_store_commits_total', labels: {}, value: commits },
  { name: 'kedge_store_commit_operations_total', labels: {}, value: operations },
  { name: 'kedge_store_unflushed_bytes', labels: {}, value: behind },
]

const shared = (open: () => Promise<Store>): OpenStore => {
  let opened: Promise<Store> | null = null
  let users = 0
  return async () => {
    opened ??= open()
    const store = await opened
    users++
    return {
      ...store,
      close: async () => {
        users--
        if (users === 0) await store.close()
      },
    }
  }
}
