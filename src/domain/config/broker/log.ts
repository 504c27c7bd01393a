import { type Catalogue, kept, shown, told } from '../definition.ts'
import { boolean, double, int, list, long } from '../rule.ts'

/** Where logs lie and how they are kept; what is a topic's default is in `topic-defaults.ts`. */
export const logConfigs: Catalogue = new Map([
  told('log.dirs', list, null, 'Where the data lies: --store.'),
  kept('log.cleaner.dedupe.buffer.size', long(), '134217728', 'Memory of all cleaners for keys.'),
  kept('log.cleaner.io.buffer.load.factor', double(), '0.9', 'How full the memory for keys may get.'),
  kept('log.cleaner.io.buffer.size', int(0), '524288', 'Memory of all cleaners for records.'),
  kept(
    'log.cleaner.io.max.bytes.per.second',
    double(),
    '1.7976931348623157E308',
    'Most bytes that cleaners read and write in a second.',
  ),
  kept('log.cleaner.threads', int(0), '1', 'Threads that compact.'),
  shown('cordoned.log.dirs', list, '', 'Directories that take no new partitions.'),
  told(
    'log.cleaner.backoff.ms',
    long(0),
    '15000',
    'How often compacted topics are looked at: --log-cleaner-backoff-ms.',
  ),
  told('log.cleaner.enable', boolean, 'true', 'Whether logs are compacted.'),
  shown('log.dir', list, '/tmp/kafka-logs', 'Where the data lies if log.dirs does not say.'),
  shown(
    'log.dir.failure.timeout.ms',
    long(1),
    '30000',
    'How long a broker whose directory failed waits for the controller before it stops.',
  ),
  shown(
    'log.flush.offset.checkpoint.interval.ms',
    int(0),
    '60000',
    'How often the point of recovery is written down.',
  ),
  shown(
    'log.flush.scheduler.interval.ms',
    long(),
    '9223372036854775807',
    'How often logs are looked at for flushing.',
  ),
  shown(
    'log.flush.start.offset.checkpoint.interval.ms',
    int(0),
    '60000',
    'How often log start offsets are written down.',
  ),
  told(
    'log.retention.check.interval.ms',
    long(1),
    '300000',
    'How often old records are looked for: --log-retention-check-interval-ms.',
  ),
  told(
    'log.retention.hours',
    int(),
    '168',
    'Time records are kept, where neither log.retention.ms nor log.retention.minutes says.',
  ),
  shown('log.retention.minutes', int(), null, 'Time records are kept, where log.retention.ms does not say.'),
  told('log.roll.hours', int(1), '168', 'Age at which a segment is sealed, where log.roll.ms does not say.'),
  told('log.roll.jitter.hours', int(0), '0', 'Jitter of that age, where log.roll.jitter.ms does not say.'),
])
