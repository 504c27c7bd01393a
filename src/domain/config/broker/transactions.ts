import { type Catalogue, kept, shown, told } from '../definition.ts'
import { boolean, int, short } from '../rule.ts'

/** Transactions and idempotent producers. */
export const transactionsConfigs: Catalogue = new Map([
  told(
    'producer.id.expiration.ms',
    int(1),
    '86400000',
    'How long a silent producer is remembered: --producer-id-expiration-ms.',
  ),
  kept(
    'transaction.partition.verification.enable',
    boolean,
    'true',
    'Whether a partition is known to belong to the transaction before it is written.',
  ),
  shown('add.partitions.to.txn.retry.backoff.max.ms', int(0), '100', 'The most of that wait.'),
  shown(
    'add.partitions.to.txn.retry.backoff.ms',
    int(1),
    '20',
    'Wait before partitions are added to a transaction again.',
  ),
  shown(
    'transaction.abort.timed.out.transaction.cleanup.interval.ms',
    int(1),
    '10000',
    'How often transactions that took too long are aborted.',
  ),
  shown('transaction.max.timeout.ms', int(1), '900000', 'Longest timeout that a transaction may ask for.'),
  shown(
    'transaction.remove.expired.transaction.cleanup.interval.ms',
    int(1),
    '3600000',
    'How often old transactional ids are removed.',
  ),
  shown(
    'transaction.state.log.load.buffer.size',
    int(1),
    '5242880',
    'Size of reads when the transaction coordinator loads.',
  ),
  shown(
    'transaction.state.log.min.isr',
    int(1),
    '2',
    'Replicas in sync that __transaction_state needs; there is no such topic here.',
  ),
  shown('transaction.state.log.num.partitions', int(1), '50', 'Partitions of __transaction_state.'),
  shown('transaction.state.log.replication.factor', short(1), '3', 'Replicas of __transaction_state.'),
  shown('transaction.state.log.segment.bytes', int(1), '104857600', 'Segments of __transaction_state.'),
  shown(
    'transaction.two.phase.commit.enable',
    boolean,
    'false',
    'Whether transactions may be prepared for an outside coordinator.',
  ),
  shown(
    'transactional.id.expiration.ms',
    int(1),
    '604800000',
    'How long an unused transactional id is remembered.',
  ),
])
