import { type Catalogue, kept, shown } from '../definition.ts'
import { boolean, int, long, string } from '../rule.ts'

/** Tiered storage (KIP-405). */
export const tieringConfigs: Catalogue = new Map([
  kept(
    'follower.fetch.last.tiered.offset.enable',
    boolean,
    'false',
    'Whether a new replica begins where tiered data ends.',
  ),
  kept('remote.fetch.max.wait.ms', int(1), '500', 'Longest wait for tiered data in a fetch.'),
  kept(
    'remote.list.offsets.request.timeout.ms',
    long(1),
    '30000',
    'Longest wait for tiered data in ListOffsets.',
  ),
  kept(
    'remote.log.index.file.cache.total.size.bytes',
    long(1),
    '1073741824',
    'Cache for indexes of tiered segments.',
  ),
  kept('remote.log.manager.copier.thread.pool.size', int(1), '10', 'Threads that copy segments away.'),
  kept(
    'remote.log.manager.copy.max.bytes.per.second',
    long(1),
    '9223372036854775807',
    'Bytes a second that are copied away.',
  ),
  kept(
    'remote.log.manager.expiration.thread.pool.size',
    int(1),
    '10',
    'Threads that delete tiered segments.',
  ),
  kept(
    'remote.log.manager.fetch.max.bytes.per.second',
    long(1),
    '9223372036854775807',
    'Bytes a second that are read from tiered segments.',
  ),
  kept(
    'remote.log.manager.follower.thread.pool.size',
    int(1),
    '2',
    'Threads of replicas that follow tiered logs.',
  ),
  kept('remote.log.reader.threads', int(1), '10', 'Threads that read tiered segments.'),
  shown('remote.log.manager.copy.quota.window.num', int(1), '11', 'Samples kept for that quota.'),
  shown('remote.log.manager.copy.quota.window.size.seconds', int(1), '1', 'Seconds of such a sample.'),
  shown('remote.log.manager.fetch.quota.window.num', int(1), '11', 'Samples kept for that quota.'),
  shown('remote.log.manager.fetch.quota.window.size.seconds', int(1), '1', 'Seconds of such a sample.'),
  shown('remote.log.manager.task.interval.ms', long(1), '30000', 'How often tiering works.'),
  shown('remote.log.manager.thread.pool.size', int(1), '2', 'Threads of tiering.'),
  shown(
    'remote.log.metadata.custom.metadata.max.bytes',
    int(0),
    '128',
    'Longest metadata of a plugin for a tiered segment.',
  ),
  shown(
    'remote.log.metadata.manager.class.name',
    string,
    'org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager',
    'The class that keeps track of tiered segments.',
  ),
  shown('remote.log.metadata.manager.class.path', string, null, 'Where that class is.'),
  shown(
    'remote.log.metadata.manager.impl.prefix',
    string,
    'rlmm.config.',
    "Prefix of that class's own properties.",
  ),
  shown(
    'remote.log.metadata.manager.listener.name',
    string,
    null,
    'The listener by which that class reaches the brokers.',
  ),
  shown('remote.log.reader.max.pending.tasks', int(1), '100', 'Reads of tiered segments that may wait.'),
  shown('remote.log.storage.manager.class.name', string, null, 'The class that stores tiered segments.'),
  shown('remote.log.storage.manager.class.path', string, null, 'Where that class is.'),
  shown(
    'remote.log.storage.manager.impl.prefix',
    string,
    'rsm.config.',
    "Prefix of that class's own properties.",
  ),
  shown('remote.log.storage.system.enable', boolean, 'false', 'Whether old segments may be tiered.'),
])
