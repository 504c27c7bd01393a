import {
  anyList,
  boolean,
  type ConfigRule,
  fraction,
  int,
  intBetween,
  listOf,
  long,
  oneOf,
} from './config-rule.ts'

/** A topic config of Kafka 4.3 (`TopicConfig`, `LogConfig`). `inForce` is false for what Kedge keeps and shows without acting on it. */
export type TopicConfig = Readonly<{
  rule: ConfigRule
  default: string
  /** The broker property that carries the same setting in Kafka, for synonyms. */
  brokerName: string
  inForce: boolean
  documentation: string
}>

const LONG_MAX = '9223372036854775807'
const entry = (
  rule: ConfigRule,
  defaultValue: string,
  brokerName: string,
  documentation: string,
  inForce = false,
): TopicConfig => ({ rule, default: defaultValue, brokerName, inForce, documentation })
const IN_FORCE = true

/** Every topic config that Kafka 4.3 lists, by name. */
export const topicConfigs: ReadonlyMap<string, TopicConfig> = new Map([
  [
    'cleanup.policy',
    entry(
      listOf('delete', 'compact'),
      'delete',
      'log.cleanup.policy',
      'What happens to old segments: delete, compact, or both; empty keeps all.',
    ),
  ],
  [
    'compression.gzip.level',
    entry(
      intBetween(-1, 9),
      '-1',
      'compression.gzip.level',
      'Level used when the broker compresses with gzip.',
    ),
  ],
  [
    'compression.lz4.level',
    entry(intBetween(1, 17), '9', 'compression.lz4.level', 'Level used when the broker compresses with lz4.'),
  ],
  [
    'compression.type',
    entry(
      oneOf('uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'),
      'producer',
      'compression.type',
      'Codec of stored batches; producer keeps what was sent.',
    ),
  ],
  [
    'compression.zstd.level',
    entry(
      intBetween(-131072, 22),
      '3',
      'compression.zstd.level',
      'Level used when the broker compresses with zstd.',
    ),
  ],
  [
    'delete.retention.ms',
    entry(
      long(0),
      '86400000',
      'log.cleaner.delete.retention.ms',
      'How long tombstones stay in a compacted topic.',
    ),
  ],
  [
    'file.delete.delay.ms',
    entry(
      long(0),
      '60000',
      'log.segment.delete.delay.ms',
      'Delay before a deleted segment leaves the file system; there is none here.',
    ),
  ],
  ['flush.messages', entry(long(1), LONG_MAX, 'log.flush.interval.messages', "Flushing is the store's.")],
  ['flush.ms', entry(long(0), LONG_MAX, 'log.flush.interval.ms', "Flushing is the store's.")],
  [
    'follower.replication.throttled.replicas',
    entry(anyList, '', 'follower.replication.throttled.replicas', "Replication is the store's."),
  ],
  ['index.interval.bytes', entry(int(0), '4096', 'log.index.interval.bytes', 'There are no index files.')],
  [
    'leader.replication.throttled.replicas',
    entry(anyList, '', 'leader.replication.throttled.replicas', "Replication is the store's."),
  ],
  [
    'local.retention.bytes',
    entry(long(-2), '-2', 'log.local.retention.bytes', 'Bytes kept locally when older segments are tiered.'),
  ],
  [
    'local.retention.ms',
    entry(long(-2), '-2', 'log.local.retention.ms', 'Time kept locally when older segments are tiered.'),
  ],
  [
    'max.compaction.lag.ms',
    entry(long(1), LONG_MAX, 'log.cleaner.max.compaction.lag.ms', 'Longest time a record stays uncompacted.'),
  ],
  [
    'max.message.bytes',
    entry(
      int(0),
      '1048588',
      'message.max.bytes',
      'Largest record batch, in bytes with its 12-byte prefix, compressed as sent.',
      IN_FORCE,
    ),
  ],
  [
    'message.timestamp.after.max.ms',
    entry(
      long(0),
      '3600000',
      'log.message.timestamp.after.max.ms',
      "How far a timestamp may lie after the broker's time.",
      IN_FORCE,
    ),
  ],
  [
    'message.timestamp.before.max.ms',
    entry(
      long(0),
      LONG_MAX,
      'log.message.timestamp.before.max.ms',
      "How far a timestamp may lie before the broker's time.",
      IN_FORCE,
    ),
  ],
  [
    'message.timestamp.type',
    entry(
      oneOf('CreateTime', 'LogAppendTime'),
      'CreateTime',
      'log.message.timestamp.type',
      'Whose time a record carries.',
    ),
  ],
  [
    'min.cleanable.dirty.ratio',
    entry(
      fraction,
      '0.5',
      'log.cleaner.min.cleanable.ratio',
      'Share of dirty bytes from which a log is compacted.',
    ),
  ],
  [
    'min.compaction.lag.ms',
    entry(long(0), '0', 'log.cleaner.min.compaction.lag.ms', 'Shortest time a record stays uncompacted.'),
  ],
  [
    'min.insync.replicas',
    entry(
      int(1),
      '1',
      'min.insync.replicas',
      'Replicas that must hold a record before acks=all is answered.',
    ),
  ],
  ['preallocate', entry(boolean, 'false', 'log.preallocate', 'There are no log files.')],
  ['remote.log.copy.disable', entry(boolean, 'false', 'remote.log.copy.disable', 'Stops tiering.')],
  [
    'remote.log.delete.on.disable',
    entry(boolean, 'false', 'remote.log.delete.on.disable', 'Deletes tiered data when tiering is disabled.'),
  ],
  [
    'remote.storage.enable',
    entry(boolean, 'false', 'remote.log.storage.system.enable', 'Tiers old segments.'),
  ],
  [
    'retention.bytes',
    entry(
      long(-1),
      '-1',
      'log.retention.bytes',
      'Bytes kept per partition; -1 keeps all. Bounds the size of segments.',
      IN_FORCE,
    ),
  ],
  [
    'retention.ms',
    entry(
      long(-1),
      '604800000',
      'log.retention.ms',
      'Time records are kept; -1 keeps all. Bounds the age of segments.',
      IN_FORCE,
    ),
  ],
  [
    'segment.bytes',
    entry(
      int(1048576),
      '1073741824',
      'log.segment.bytes',
      'Size at which a segment is sealed, 128 MiB at most.',
      IN_FORCE,
    ),
  ],
  ['segment.index.bytes', entry(int(4), '10485760', 'log.index.size.max.bytes', 'There are no index files.')],
  [
    'segment.jitter.ms',
    entry(long(0), '0', 'log.roll.jitter.ms', 'Jitter of the age at which a segment is sealed.', IN_FORCE),
  ],
  ['segment.ms', entry(long(1), '604800000', 'log.roll.ms', 'Age at which a segment is sealed.', IN_FORCE)],
  [
    'unclean.leader.election.enable',
    entry(boolean, 'false', 'unclean.leader.election.enable', "Elections are the store's."),
  ],
])

/** The value in force for a topic, as text. */
export const configValue = (configs: ReadonlyMap<string, string>, name: string): string =>
  configs.get(name) ?? topicConfigs.get(name)?.default ?? ''

/** What is wrong with a set of topic configs, for the client; undefined if nothing is. */
export const configFault = (configs: ReadonlyMap<string, string | null>): string | undefined => {
  for (const [name, value] of configs) {
    const known = topicConfigs.get(name)
    if (known === undefined) return `Unknown topic config name: ${name}`
    if (value === null) return `Null value not supported for topic configs: ${name}`
    const fault = known.rule.fault(value)
    if (fault !== undefined) return `Invalid value ${value} for configuration ${name}: ${fault}`
  }
  return undefined
}
