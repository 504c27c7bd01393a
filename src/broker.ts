import { subscribedTopics } from '#adapters/kafka/protocol/consumer-subscription'
import { recordsIn } from '#adapters/kafka/records/batch-facts'
import { kafkaListener, type ListenAt } from '#adapters/kafka/server/listener'
import { configsAtStart } from '#application/broker-configs'
import { openCleaning } from '#application/cleaning/open-cleaning'
import type { Rounds } from '#application/cleaning/rounds'
import { type Catalog, openCatalog } from '#application/cluster/catalog'
import type { Cluster } from '#application/cluster/cluster'
import { joinCluster, type Membership } from '#application/cluster/membership'
import { buryCondemned, topicsOf } from '#application/cluster/topics'
import { type Writers, writersOf } from '#application/cluster/writers'
import { openCompaction } from '#application/compaction/open-compaction'
import { configsService } from '#application/configs-service'
import { deleteRecordsService } from '#application/delete-records-service'
import { fetchService } from '#application/fetch/service'
import { fetchSessions } from '#application/fetch/sessions'
import { freshProducerIds } from '#application/fresh-producer-ids'
import { openGroups } from '#application/groups/open-groups'
import { failed, type Health, ok, storeCheck } from '#application/health'
import { listOffsetsService } from '#application/list-offsets-service'
import { logDirsService } from '#application/log-dirs-service'
import { loggersService } from '#application/loggers-service'
import { observedFetch, observedProduce } from '#application/observing/observed-flow'
import { observedStore } from '#application/observing/observed-store'
import { topicMeters } from '#application/observing/topic-meters'
import { produceService } from '#application/produce/service'
import { producersService } from '#application/producers-service'
import { giveDefaults } from '#application/starting-defaults'
import type { Settings } from '#config/settings'
import type { BrokerEntry } from '#domain/cluster/brokers'
import type { GroupRules } from '#domain/group/types'
import type { Clock } from '#ports/clock'
import type { LogLevels } from '#ports/log-levels'
import type { Logger } from '#ports/logger'
import type { Measured, Metrics } from '#ports/metrics'
import type { Random } from '#ports/random'
import type { RecordCodec } from '#ports/record-codec'
import type { Store } from '#ports/store'
import { historyId } from '#ports/store-history'
import type { Timers } from '#ports/timers'
import type { Tracer } from '#ports/tracer'
import { addressesOf, configFacts, defaultsAsked, entryOf } from './announced.ts'
import type { OpenStore } from './stores.ts'

/** A broker that serves. */
export interface Broker {
  readonly entry: BrokerEntry
  readonly describeStore: Store['describe']
  readonly health: Health
  /** Finishes what is under way, leaves the cluster, and lets go of the store. */
  readonly stop: () => Promise<void>
}

export type BrokerDeps = Readonly<{
  settings: Settings
  /** Counts the brokers of this process from 0: ids and ports count up with it. */
  nth: number
  openStore: OpenStore
  codec: RecordCodec
  clock: Clock
  timers: Timers
  random: Random
  logger: Logger
  /** Of all loggers of the process. */
  levels: LogLevels
  metrics: Metrics
  /** Null where nobody traces. */
  tracer?: Tracer | null
  /** Called when this broker must not go on; whoever runs it stops it. */
  onFatal: (error: Error) => void
}>

const HEARTBEAT_MS = 1_000
/** For how long appends may settle once their clients have been answered or let go. */
const DRAIN_MS = 5_000

/** This broker's entry belongs to another process now. */
export class RegistrationLost extends Error {
  override readonly name = 'RegistrationLost'
}

/** Opens the store, joins the cluster, and opens the port when requests can be served. */
export const startBroker = async (deps: BrokerDeps): Promise<Broker> => {
  const { clock, random, onFatal } = deps
  const logger = deps.logger.child({ component: 'cluster' })
  let writers: Writers | null = null
  const store = observedStore(
    await deps.openStore(async (from, to) => (await writers?.provenHarmless(from, to)) ?? false),
    { ...deps, tracer: deps.tracer ?? null },
  )
  let catalog: Catalog | null = null
  try {
    catalog = await openCatalog(
      { journal: store.journal, logger, onOtherCluster: onFatal },
      { clusterId: random.token(16), at: clock.now() },
    )
    const incarnation = random.token(12)
    writers = writersOf({ catalog, history: store.history, incarnation, logger })
    await buryCondemned({ catalog, log: store.log })
    await writers.enlist()
    return await serve(deps, store, catalog, writers, incarnation)
  } catch (error) {
    // It has written nothing; unless it says so, the next change of history can never be proved harmless.
    if (writers !== null) await attempt(logger, unsigned, writers.signOff)
    catalog?.close()
    await store.close()
    throw error
  }
}

const serve = async (
  deps: BrokerDeps,
  store: Store,
  catalog: Catalog,
  writers: Writers,
  incarnation: string,
): Promise<Broker> => {
  const { settings, nth, clock, timers, random, logger, metrics, tracer = null, codec, onFatal } = deps
  const clusterLogger = logger.child({ component: 'cluster' })
  const produceLogger = logger.child({ component: 'produce' })
  const { log } = store
  let membership: Membership | null = null
  const joined = (): Membership => {
    if (membership === null) throw new Error('asked before this broker joined the cluster')
    return membership
  }
  const cluster: Cluster = {
    clusterId: catalog.state().clusterId ?? '',
    get self() {
      return joined().self
    },
    isRegistered: () => joined().isRegistered(),
    brokers: () => joined().brokers(),
    leaderOf: (at) => joined().leaderOf(at),
  }
  const produce = produceService({
    log,
    clock,
    timers,
    logger: produceLogger,
    codec,
    producerExpirationMs: settings.producerIdExpirationMs,
    leader: (at) => {
      const { id } = cluster.leaderOf(at)
      return { id, isSelf: id === settings.brokerId + nth }
    },
  })
  const topics = topicsOf({
    catalog,
    log,
    clock,
    random,
    logger: logger.child({ component: 'topics' }),
    defaultPartitions: settings.numPartitions,
    autoCreate: settings.autoCreateTopics,
  })
  const rebalances = metrics.counter('kedge_group_rebalances_total', {})
  const groups = openGroups({
    ...store,
    cluster,
    topics,
    clock,
    timers,
    random,
    logger: logger.child({ component: 'groups' }),
    rules: groupRules(settings),
    history: store.history.current,
    provenHarmless: (from, to) => writers.provenHarmless(historyId(from), historyId(to)),
    readSubscription: (metadata) => subscribedTopics(Buffer.from(metadata, 'base64')),
    offsetsRetentionMs: settings.offsetsRetentionMinutes * 60_000,
    retentionCheckMs: settings.offsetsRetentionCheckIntervalMs,
    onGeneration: () => rebalances.add(1),
  })
  const { where } = await store.describe()
  const open: ListenAt[] = []
  const configs = configsService({
    catalog,
    brokerId: settings.brokerId + nth,
    atStart: () => configsAtStart(configFacts(settings, cluster.self, open, where)),
  })
  const meters = topicMeters(metrics, settings.metricsMaxTopics)
  const flow = { meters, tracer, recordsIn }
  let cleaning: Rounds | null = null
  const listener = kafkaListener({
    broker: {
      services: {
        topics,
        produce: observedProduce(produce, flow),
        fetch: observedFetch(fetchService({ log, timers }), flow),
        groups,
        listOffsets: listOffsetsService({ log, codec }),
        producers: producersService({
          log,
          logger: produceLogger,
          producerExpirationMs: settings.producerIdExpirationMs,
        }),
        deleteRecords: deleteRecordsService({ log, cleanSoon: (at) => cleaning?.soon(at) }),
        logDirs: logDirsService({ log, cluster, path: store.directory }),
        producerIds: freshProducerIds(store.producerIds),
        cluster,
        configs,
        loggers: loggersService({
          levels: deps.levels,
          logger: logger.child({ component: 'process' }),
        }),
      },
      fetchSessions: fetchSessions({ random, clock }),
    },
    clock,
    timers,
    logger,
    metrics,
    tracer,
    limits: { maxFrameBytes: settings.maxFrameBytes, idleMs: settings.connectionIdleMs },
  })
  const addresses = addressesOf(settings, nth)
  try {
    // A free port is known only once it is open; nobody can ask there before it is printed.
    for (const at of addresses) open.push(at.port === 0 ? await listener.listen(at) : at)
    membership = await joinCluster(
      {
        registry: store.registry,
        clock,
        timers,
        logger: clusterLogger,
        heartbeatMs: HEARTBEAT_MS,
        onLost: () =>
          onFatal(
            new RegistrationLost(`another process has taken over broker id ${settings.brokerId + nth}`),
          ),
      },
      cluster.clusterId,
      entryOf(settings, nth, open, incarnation),
    )
    await giveDefaults({ configs, logger: clusterLogger }, defaultsAsked(settings))
    for (const at of addresses) if (at.port !== 0) await listener.listen(at)
  } catch (error) {
    groups.stop()
    await listener.drain()
    await membership?.leave()
    throw error
  }
  const compaction = openCompaction({
    log,
    codec,
    cluster,
    topics,
    clock,
    timers,
    logger: logger.child({ component: 'compaction' }),
    storeTime: store.time,
    everyMs: settings.logCleanerBackoffMs,
    producerExpirationMs: settings.producerIdExpirationMs,
  })
  cleaning = openCleaning({
    log,
    cluster,
    topics,
    clock,
    timers,
    logger: logger.child({ component: 'cleaning' }),
    storeTime: store.time,
    everyMs: settings.logRetentionCheckIntervalMs,
    producerExpirationMs: settings.producerIdExpirationMs,
  })
  let telling: Promise<() => Promise<Measured>> | null = null
  const stopTelling = metrics.measure(async () => {
    // Loaded with the first who reads: the port does not wait for it.
    telling ??= import('./told.ts').then(({ toldBy }) =>
      toldBy({ ...deps, log, topics, cluster: joined(), groups, meters }),
    )
    return (await telling)()
  })
  return {
    entry: membership.self,
    describeStore: store.describe,
    health: healthOf(deps, catalog, joined()),
    stop: async () => {
      stopTelling()
      await attempt(clusterLogger, 'the cluster was not told that this broker leaves', () => joined().leave())
      // Members that wait are told to look for the successor.
      groups.stop()
      const cleaned = Promise.all([cleaning?.stop(), compaction.stop()])
      await listener.drain()
      // An append of which nothing was heard waits for its store; closing the store ends that wait, too.
      const settled = Promise.all([produce.drained(), cleaned])
      await Promise.race([settled, new Promise<void>((resolve) => timers.after(DRAIN_MS, resolve))])
      await attempt(clusterLogger, unsigned, writers.signOff)
      catalog.close()
      await store.close()
    },
  }
}

/** That the store answers is proved by reading the cluster's journal to its end: what is folded is then as it is, too. */
const healthOf = (deps: BrokerDeps, catalog: Catalog, { isRegistered }: Cluster): Health => {
  const store = storeCheck(deps, catalog.refresh)
  return {
    checks: async () => {
      const { clusterId, topics } = catalog.state()
      return [
        await store(),
        clusterId === null
          ? failed('metadata', 'the journal of the cluster is not read yet')
          : ok('metadata', `cluster ${clusterId}, topics: ${topics.size}`),
        isRegistered()
          ? ok('registered', 'a moment ago')
          : failed(
              'registered',
              'the last heartbeats did not reach the store, or another process has this id',
            ),
      ]
    },
  }
}

/** All protocols of a member together; a subscription to thousands of topics fits (`safety.md` 3). */
const MAX_MEMBER_METADATA_BYTES = 64 * 1024

const groupRules = (settings: Settings): GroupRules => ({
  initialRebalanceDelayMs: settings.groupInitialRebalanceDelayMs,
  minSessionTimeoutMs: settings.groupMinSessionTimeoutMs,
  maxSessionTimeoutMs: settings.groupMaxSessionTimeoutMs,
  maxSize: settings.groupMaxSize,
  maxMetadataBytes: MAX_MEMBER_METADATA_BYTES,
})

const unsigned = 'this broker could not sign off as a writer'

/** A step of stopping that needs the store: when that is away, the others must still happen. */
const attempt = async (logger: Logger, failure: string, step: () => Promise<void>): Promise<void> => {
  try {
    await step()
  } catch (error) {
    logger.warn({ err: error }, failure)
  }
}
