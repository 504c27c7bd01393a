/** What of this broker's settings Kafka tools look at. */
export type BrokerFacts = Readonly<{
  brokerId: number
  listeners: string
  advertisedListeners: string
  where: string
  defaultPartitions: number
  autoCreateTopics: boolean
  maxRequestBytes: number
  connectionsMaxIdleMs: number
  groupInitialRebalanceDelayMs: number
  groupMinSessionTimeoutMs: number
  groupMaxSessionTimeoutMs: number
  groupMaxSize: number
  offsetsRetentionMinutes: number
  offsetsRetentionCheckIntervalMs: number
  producerIdExpirationMs: number
  logRetentionCheckIntervalMs: number
  logCleanerBackoffMs: number
}>

/** Kafka's broker configs that this broker was started with. */
export const configsAtStart = (facts: BrokerFacts): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      'broker.id': facts.brokerId,
      'node.id': facts.brokerId,
      listeners: facts.listeners,
      'advertised.listeners': facts.advertisedListeners,
      'log.dirs': facts.where,
      'num.partitions': facts.defaultPartitions,
      'auto.create.topics.enable': facts.autoCreateTopics,
      'socket.request.max.bytes': facts.maxRequestBytes,
      'connections.max.idle.ms': facts.connectionsMaxIdleMs,
      'offsets.retention.minutes': facts.offsetsRetentionMinutes,
      'offsets.retention.check.interval.ms': facts.offsetsRetentionCheckIntervalMs,
      'group.min.session.timeout.ms': facts.groupMinSessionTimeoutMs,
      'group.max.session.timeout.ms': facts.groupMaxSessionTimeoutMs,
      'group.initial.rebalance.delay.ms': facts.groupInitialRebalanceDelayMs,
      'group.max.size': facts.groupMaxSize,
      'log.cleaner.backoff.ms': facts.logCleanerBackoffMs,
      'log.retention.check.interval.ms': facts.logRetentionCheckIntervalMs,
      'producer.id.expiration.ms': facts.producerIdExpirationMs,
    }).map(([name, value]) => [name, `${value}`]),
  )
