import type { ConfigDefinition } from '#domain/config/definition'
import {
  boolean,
  type ConfigRule,
  double,
  gzipLevel,
  int,
  listOf,
  long,
  oneOf,
  throttledReplicas,
} from '#domain/config/rule'

/** A topic config of Kafka 4.3 (`TopicConfig`, `LogConfig`). */
export type TopicConfig = ConfigDefinition &
  Readonly<{
    default: string
    /** The broker config that is its default (`ServerTopicConfigSynonyms`); null where a topic stands for itself. */
    brokerName: string | null
  }>

type Define = (
  name: string,
  rule: ConfigRule,
  otherwise: string,
  brokerName: string | null,
  documentation: string,
) => readonly [string, TopicConfig]

const defining =
  (inForce: boolean): Define =>
  (name, rule, otherwise, brokerName, documentation) => [
    name,
    { rule, default: otherwise, brokerName, documentation, inForce, readOnly: false },
  ]
const acts = defining(true)
const kept = defining(false)

const LONG_MAX = '9223372036854775807'

/** Every topic config that Kafka 4.3 lists, by name. */
export const topicConfigs: ReadonlyMap<string, TopicConfig> = new Map([
  acts(
    'cleanup.policy',
    listOf('compact', 'delete'),
    'delete',
    'log.cleanup.policy',
    'What happens to old segments: delete, compact, or both; empty keeps all.',
  ),
  acts('compression.gzip.level', gzipLevel, '-1', 'compression.gzip.level', 'How hard gzip compresses.'),
  kept(
    'compression.lz4.level',
    int(1, 17),
    '9',
    'compression.lz4.level',
    'How hard lz4 compresses; the library has one level.',
  ),
  acts(
    'compression.type',
    oneOf('uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'),
    'producer',
    'compression.type',
    'Codec of stored batches; producer keeps what was sent.',
  ),
  acts(
    'compression.zstd.level',
    int(-131072, 22),
    '3',
    'compression.zstd.level',
    'How hard zstd compresses.',
  ),
  acts(
    'delete.retention.ms',
    long(0),
    '86400000',
    'log.cleaner.delete.retention.ms',
    'How long tombstones stay in a compacted topic.',
  ),
  acts(
    'file.delete.delay.ms',
    long(0),
    '60000',
    'log.segment.delete.delay.ms',
    'How long a segment stays that compaction has replaced, for those who still read it.',
  ),
  kept(
    'flush.messages',
    long(1),
    LONG_MAX,
    'log.flush.interval.messages',
    'Records after which a log is flushed; flushing is the matter of the store.',
  ),
  kept(
    'flush.ms',
    long(0),
    LONG_MAX,
    'log.flush.interval.ms',
    'Time after which a log is flushed; flushing is the matter of the store.',
  ),
  kept(
    'follower.replication.throttled.replicas',
    throttledReplicas,
    '',
    null,
    'Replicas that fetch slowly; replication is the matter of the store.',
  ),
  kept('index.interval.bytes', int(0), '4096', 'log.index.interval.bytes', 'There are no index files here.'),
  kept(
    'leader.replication.throttled.replicas',
    throttledReplicas,
    '',
    null,
    'Replicas that are sent to slowly; replication is the matter of the store.',
  ),
  kept(
    'local.retention.bytes',
    long(-2),
    '-2',
    'log.local.retention.bytes',
    'Bytes kept locally when older segments are tiered.',
  ),
  kept(
    'local.retention.ms',
    long(-2),
    '-2',
    'log.local.retention.ms',
    'Time kept locally when older segments are tiered.',
  ),
  acts(
    'max.compaction.lag.ms',
    long(1),
    LONG_MAX,
    'log.cleaner.max.compaction.lag.ms',
    'Longest time a record stays uncompacted.',
  ),
  acts(
    'max.message.bytes',
    int(0),
    '1048588',
    'message.max.bytes',
    'Largest record batch, in bytes with its 12-byte prefix, compressed as sent.',
  ),
  acts(
    'message.timestamp.after.max.ms',
    long(0),
    '3600000',
    'log.message.timestamp.after.max.ms',
    'How far a timestamp may lie after the time of the broker.',
  ),
  acts(
    'message.timestamp.before.max.ms',
    long(0),
    LONG_MAX,
    'log.message.timestamp.before.max.ms',
    'How far a timestamp may lie before the time of the broker.',
  ),
  acts(
    'message.timestamp.type',
    oneOf('CreateTime', 'LogAppendTime'),
    'CreateTime',
    'log.message.timestamp.type',
    'Whose time a record carries.',
  ),
  acts(
    'min.cleanable.dirty.ratio',
    double(0, 1),
    '0.5',
    'log.cleaner.min.cleanable.ratio',
    'Share of dirty bytes from which a log is compacted.',
  ),
  acts(
    'min.compaction.lag.ms',
    long(0),
    '0',
    'log.cleaner.min.compaction.lag.ms',
    'Shortest time a record stays uncompacted.',
  ),
  kept(
    'min.insync.replicas',
    int(1),
    '1',
    'min.insync.replicas',
    'Replicas that must hold a record before acks=all is answered.',
  ),
  kept('preallocate', boolean, 'false', 'log.preallocate', 'There are no log files here.'),
  kept('remote.log.copy.disable', boolean, 'false', null, 'Stops tiering.'),
  kept(
    'remote.log.delete.on.disable',
    boolean,
    'false',
    null,
    'Deletes tiered data when tiering is disabled.',
  ),
  kept('remote.storage.enable', boolean, 'false', null, 'Tiers old segments.'),
  acts(
    'retention.bytes',
    long(),
    '-1',
    'log.retention.bytes',
    'Bytes kept per partition; below 0 all. Bounds the size of segments.',
  ),
  acts(
    'retention.ms',
    long(-1),
    '604800000',
    'log.retention.ms',
    'Time records are kept; -1 is for ever. Bounds the age of segments.',
  ),
  acts(
    'segment.bytes',
    int(1048576),
    '1073741824',
    'log.segment.bytes',
    'Size at which a segment is sealed, 128 MiB at most.',
  ),
  kept(
    'segment.index.bytes',
    int(4),
    '10485760',
    'log.index.size.max.bytes',
    'There are no index files here.',
  ),
  acts(
    'segment.jitter.ms',
    long(0),
    '0',
    'log.roll.jitter.ms',
    'Jitter of the age at which a segment is sealed.',
  ),
  acts('segment.ms', long(1), '604800000', 'log.roll.ms', 'Age at which a segment is sealed.'),
  kept(
    'unclean.leader.election.enable',
    boolean,
    'false',
    'unclean.leader.election.enable',
    'Whether a replica may lead that lacks records; elections are the matter of the store.',
  ),
])

/** The value in force for a topic, as text. */
export const configValue = (configs: ReadonlyMap<string, string>, name: string): string =>
  configs.get(name) ?? topicConfigs.get(name)?.default ?? ''
