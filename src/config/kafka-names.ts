/** Why one of Kafka's properties is no setting, and what to do instead; undefined of one that nobody expects here. */
export const whyNot = (name: string): string | undefined => {
  if (defaultsOfTopics.has(name)) return whileItRuns(name)
  if (/^log\.retention\.(?:hours|minutes)$/.test(name))
    return 'set log.retention.ms, as in log.retention.ms: 7d'
  if (/^log\.(?:roll|roll\.jitter)\.(?:hours|minutes)$/.test(name))
    return whileItRuns(name.replace(/[a-z]+$/, 'ms'))
  if (/^(?:controller\.|process\.roles$|zookeeper\.)/.test(name))
    return 'leave it out: there are no controllers, brokers meet in the store'
  if (name.endsWith('replication.factor')) return 'leave it out: the store replicates'
  return elsewhere[name]
}

const whileItRuns = (name: string): string =>
  `every broker serves every partition, so defaults of topics are set for all brokers, while they run, with Kafka's tools: kafka-configs --bootstrap-server HOST:PORT --alter --entity-type brokers --entity-default --add-config ${name}=VALUE`

const plaintext = 'leave it out: every listener is PLAINTEXT, as there is no TLS and no SASL yet'

const elsewhere: Readonly<Record<string, string>> = {
  'log.dir': 'set store, as in store: embedded:DIR',
  'log.dirs': 'set store, as in store: embedded:DIR',
  'listener.security.protocol.map': plaintext,
  'security.inter.broker.protocol': plaintext,
  'inter.broker.listener.name': 'leave it out: brokers do not talk to each other',
}

/** Defaults of topics that are no settings (ADR 0025, 0029). The domain's catalogue has them; settings know no layer, and a test compares. */
export const defaultsOfTopics: ReadonlySet<string> = new Set([
  'compression.gzip.level',
  'compression.lz4.level',
  'compression.type',
  'compression.zstd.level',
  'log.cleaner.delete.retention.ms',
  'log.cleaner.max.compaction.lag.ms',
  'log.cleaner.min.cleanable.ratio',
  'log.cleaner.min.compaction.lag.ms',
  'log.cleanup.policy',
  'log.flush.interval.messages',
  'log.flush.interval.ms',
  'log.index.interval.bytes',
  'log.index.size.max.bytes',
  'log.local.retention.bytes',
  'log.local.retention.ms',
  'log.message.timestamp.after.max.ms',
  'log.message.timestamp.before.max.ms',
  'log.message.timestamp.type',
  'log.preallocate',
  'log.roll.jitter.ms',
  'log.roll.ms',
  'log.segment.bytes',
  'log.segment.delete.delay.ms',
  'min.insync.replicas',
  'unclean.leader.election.enable',
])
