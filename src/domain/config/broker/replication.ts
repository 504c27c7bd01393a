import { type Catalogue, kept, shown, told } from '../definition.ts'
import { boolean, int, long, string } from '../rule.ts'

/** Replication, which is the store's here. */
export const replicationConfigs: Catalogue = new Map([
  told(
    'default.replication.factor',
    int(),
    '1',
    'Replicas of a topic whose creator does not say; the store replicates.',
  ),
  kept(
    'follower.replication.throttled.rate',
    long(0),
    '9223372036854775807',
    'Bytes a second that throttled replicas fetch.',
  ),
  kept(
    'leader.replication.throttled.rate',
    long(0),
    '9223372036854775807',
    'Bytes a second that leaders send to throttled replicas.',
  ),
  kept('num.replica.fetchers', int(1), '1', 'Threads that fetch from each other broker.'),
  kept(
    'replica.alter.log.dirs.io.max.bytes.per.second',
    long(0),
    '9223372036854775807',
    'Bytes a second for moves between directories.',
  ),
  shown(
    'alter.log.dirs.replication.quota.window.num',
    int(1),
    '11',
    'Samples kept for the quota of moves between directories.',
  ),
  shown('alter.log.dirs.replication.quota.window.size.seconds', int(1), '1', 'Seconds of such a sample.'),
  shown(
    'auto.leader.rebalance.enable',
    boolean,
    'true',
    'Whether leadership goes back to the preferred replicas.',
  ),
  shown('inter.broker.listener.name', string, null, 'The listener by which brokers talk to each other.'),
  shown('leader.imbalance.check.interval.seconds', long(1), '300', 'How often that is looked at.'),
  shown('num.replica.alter.log.dirs.threads', int(), null, 'Threads that move replicas between directories.'),
  shown('replica.fetch.backoff.ms', int(0), '1000', 'Wait after a replica failed to fetch.'),
  shown('replica.fetch.max.bytes', int(0), '1048576', 'Bytes per partition that a replica fetches.'),
  shown('replica.fetch.min.bytes', int(), '1', 'Least bytes that a replica waits for.'),
  shown('replica.fetch.response.max.bytes', int(0), '10485760', 'Bytes of an answer that a replica fetches.'),
  shown('replica.fetch.wait.max.ms', int(), '500', "Longest wait of a replica's fetch."),
  shown(
    'replica.high.watermark.checkpoint.interval.ms',
    long(),
    '5000',
    'How often high watermarks are written down.',
  ),
  shown('replica.lag.time.max.ms', long(), '30000', 'How far behind a replica may be and still be in sync.'),
  shown('replica.selector.class', string, null, 'A class that says which replica a consumer reads.'),
  shown('replica.socket.receive.buffer.bytes', int(), '65536', "The SO_RCVBUF of a replica's socket."),
  shown('replica.socket.timeout.ms', int(), '30000', 'How long a replica waits for an answer.'),
  shown('replication.quota.window.num', int(1), '11', 'Samples kept for quotas of replication.'),
  shown('replication.quota.window.size.seconds', int(1), '1', 'Seconds of such a sample.'),
])
