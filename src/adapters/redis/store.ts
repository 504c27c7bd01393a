import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { Metrics } from '#ports/metrics'
import type { Random } from '#ports/random'
import type { RecordCodec } from '#ports/record-codec'
import type { Store } from '#ports/store'
import type { Timers } from '#ports/timers'
import { redisCommittedOffsets } from './committed-offsets.ts'
import type { Connection } from './connection.ts'
import { type Durability, refuseLess } from './durability.ts'
import { accepted, StoreUnsuitable } from './errors.ts'
import { histories as historiesOver, type ProvenHarmless } from './history.ts'
import { redisJournal } from './journal.ts'
import { journalMemories } from './journal-memories.ts'
import { keysOf } from './keys.ts'
import { type Link, redisLink } from './link.ts'
import { memories as newMemories } from './memories.ts'
import { memoryGauge } from './memory-gauge.ts'
import { fullness, memoryWatch } from './memory-use.ts'
import { redisPartitionLog } from './partition-log.ts'
import { partitions as newPartitions } from './partitions.ts'
import { redisProducerIds } from './producer-ids.ts'
import { redisBrokerRegistry } from './registry.ts'
import { integer, list } from './resp.ts'
import { acknowledgement, memoryIn } from './server.ts'
import { tailCache } from './tail-cache.ts'
import { wakeUps as newWakeUps } from './wake-ups.ts'

export type RedisStoreOptions = Readonly<{
  /** `redis://` or `rediss://`, with user, password and database where needed. */
  url: string
  namespace: string
  codec: RecordCodec
  clock: Clock
  timers: Timers
  random: Random
  logger: Logger
  /** Without, nothing is counted. */
  metrics?: Metrics
  /** Asked when the history of Redis changed and what was lost cannot be known from Redis alone. */
  provenHarmless?: ProvenHarmless
  /** Refuses a server whose settings promise less. */
  durability?: Durability
  /** Bytes of the newest records that are kept at hand. */
  cacheBytes?: number
}>

const CACHE_BYTES = 64 * 1024 * 1024
const CONTROL = 'control'

/** Rejects with `StoreUnavailable`, or with `StoreUnsuitable` for a server that must not be used as it is. */
export const openRedisStore = async (options: RedisStoreOptions): Promise<Store> => {
  const { url, clock, timers, random, logger, metrics, codec, durability = 'any' } = options
  const keys = keysOf(options.namespace)
  const links: Link[] = []
  let closed = false

  /** The server is not the master it was: no connection to it is trusted any longer. */
  const distrust = (reason: string) => {
    if (closed) return
    logger.warn({ reason }, 'all connections to Redis are closed')
    for (const link of links) link.drop()
  }

  const watchMemory = memoryWatch(logger)
  const memory = memoryGauge(clock, async () => {
    const [info = null] = await control.ask([['INFO', 'memory']])
    return memoryIn(info)
  })

  const link = (role: string): Link => {
    let last: Connection | null = null
    // From the start: of a series that begins with 1 no rate is ever known.
    const reconnects = metrics?.counter('kedge_store_reconnects_total', { connection: role })
    const made = redisLink({
      url,
      role,
      clock,
      timers,
      demoted: distrust,
      opened: (connection) => {
        const { server } = connection
        refuseLess(durability, server)
        histories.observe(server)
        // The heartbeat keeps this one in use, so that it introduces itself anew once a minute.
        if (role === CONTROL) {
          watchMemory(server.memory)
          memory.seen(server.memory)
        }
        if (last !== null && last !== connection) reconnects?.add(1)
        last = connection
      },
    })
    links.push(made)
    return made
  }

  const control = link(CONTROL)
  const appends = link('append')
  const reads = link('read')
  const cleans = link('clean')
  // Of its own: a commit may be megabytes, and neither a heartbeat nor a join is to wait behind it.
  const offsets = link('offsets')
  const memories = newMemories()
  const journals = journalMemories(control, keys)
  const allStand = async (on: Connection) => (await memories.allStand(on)) && journals.allStand(on)
  const provenHarmless = options.provenHarmless ?? (() => Promise.resolve(false))
  const histories = historiesOver({ link: control, memories: { allStand }, provenHarmless, logger })
  const cache = tailCache(options.cacheBytes ?? CACHE_BYTES)
  const wakeUps = newWakeUps({
    link: link('wake-up'),
    appends,
    keys,
    clock,
    timers,
    logger,
    uncertain: () => distrust('Redis does not remember who tracks its keys'),
  })
  histories.watch(() => cache.clear())
  wakeUps.watch((changed) => {
    if (changed === null) journals.lookAfter(null)
    else if (changed.kind === 'journal') journals.lookAfter(changed.name)
  })

  let stopMeasuring = (): void => {}
  const close = () => {
    closed = true
    stopMeasuring()
    wakeUps.stop()
    for (const each of links) each.close()
  }
  try {
    await control.get()
  } catch (error) {
    close()
    throw error instanceof Error && error.cause instanceof StoreUnsuitable ? error.cause : error
  }
  wakeUps.start()
  stopMeasuring = metrics?.measure(memory.measure) ?? stopMeasuring

  const isClosed = () => closed
  const partitions = newPartitions(keys, histories, memories)
  const shared = { keys, random, timers, isClosed }
  return {
    log: redisPartitionLog({
      ...shared,
      appends,
      reads,
      cleans,
      codec,
      logger,
      partitions,
      histories,
      cache,
      memories,
      wakeUps,
    }),
    journal: redisJournal({ ...shared, link: control, memories: journals, wakeUps }),
    offsets: redisCommittedOffsets({ ...shared, link: offsets, memories: journals }),
    registry: redisBrokerRegistry(control, keys),
    producerIds: redisProducerIds(control, keys, histories),
    history: histories,
    directory: directoryOf(url, options.namespace),
    time: async () => {
      const [time] = await control.ask([['TIME']])
      const [seconds, microseconds] = list(accepted(time)).map(integer)
      return (seconds ?? 0) * 1_000 + Math.floor((microseconds ?? 0) / 1_000)
    },
    describe: async () => {
      const { server } = await control.get()
      const full = fullness(server.memory)
      const warnings = [
        ...(server.fsync === 'unknown'
          ? ['CONFIG GET is not permitted: what Redis keeps on disk is unknown']
          : []),
        ...(full === null ? [] : [full]),
      ]
      return {
        where: `${withoutPassword(url)} (Redis ${server.version}, namespace ${options.namespace})`,
        acknowledgement: acknowledgement(server.fsync),
        warnings,
      }
    },
    close: async () => {
      closed = true
      const underWay = [...partitions.all()].map(({ queue }) => queue)
      wakeUps.stop()
      await Promise.all(underWay)
      close()
    },
  }
}

const directoryOf = (url: string, namespace: string): string => {
  const { host, pathname } = new URL(url)
  return `/redis/${host}/${pathname.slice(1) || '0'}/${namespace}`
}

const withoutPassword = (url: string): string => {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}
