import { type Bounds, MAX_OFFSET, offset } from '#domain/log/types'
import type { PartitionLog, ReadBudget, ReadRefusal, Slice } from '#ports/partition-log'
import { E } from '#shared/fp'
import { epochFault } from '../leader-epoch.ts'
import type { FetchedPartition, FetchPartition } from './fetch.ts'

/** Reads one partition for a fetch. Does not reject: one partition's failure is not the others'. */
export const readPartition = async (
  log: PartitionLog,
  { topic, partition, offset: wanted, leaderEpoch }: FetchPartition,
  budget: ReadBudget,
): Promise<FetchedPartition> => {
  if (partition < 0 || partition >= topic.partitions) return E.left({ kind: 'unknown-partition' })
  try {
    const read = await log.read({ topicId: topic.id, partition }, offset(exact(wanted)), budget)()
    const bounds = boundsOf(read)
    if (bounds === null) return read
    // The epoch before the offset: out of range is only told of the history that the client is in (KIP-320).
    const fault = epochFault(leaderEpoch, bounds.leaderEpoch)
    return fault === null ? read : E.left(fault)
  } catch (error) {
    return E.left({ kind: 'store-failure', error: error instanceof Error ? error : new Error(String(error)) })
  }
}

const boundsOf = (read: E.Either<ReadRefusal, Slice>): Bounds | null => {
  if (E.isRight(read)) return read.right.bounds
  return read.left.kind === 'offset-out-of-range' ? read.left.bounds : null
}

/** Offsets that no log can have stay out of range whatever their digits are. */
const exact = (wanted: bigint): number => {
  if (wanted < 0n) return -1
  return wanted > BigInt(MAX_OFFSET) ? Number.MAX_SAFE_INTEGER : Number(wanted)
}
