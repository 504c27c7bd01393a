import type { CreateTopicsRequest } from '#adapters/kafka/protocol/messages/create-topics'

type Assignments = CreateTopicsRequest['topics'][number]['assignments']

/** Broker ids by partition, or null when the partitions are not numbered from 0 on, each once. */
export const replicasByPartition = (assignments: Assignments): readonly (readonly number[])[] | null => {
  const ordered = assignments.toSorted((a, b) => a.partitionIndex - b.partitionIndex)
  return ordered.every(({ partitionIndex }, i) => partitionIndex === i)
    ? ordered.map((a) => a.brokerIds)
    : null
}
