import type { TopicId } from '#domain/topic/types'
import { E } from '#shared/fp'
import type { ClusterEvent } from './events.ts'
import { capFault } from './partition-cap.ts'
import type { ClusterState } from './state.ts'

/** `count` is the new total; `assignments`, if the client gives any, are of the additional partitions alone. */
export type CreatePartitionsCommand = Readonly<{
  type: 'create-partitions'
  id: TopicId
  count: number
  assignments: readonly (readonly number[])[] | null
}>

export type CreatePartitionsRefusal = Readonly<
  | { kind: 'unknown-topic' }
  | { kind: 'invalid-partitions' | 'invalid-replica-assignment' | 'policy-violation'; message: string }
>

/** A topic only ever grows (ReplicationControlManager.createPartitions): its keys would lose their order, and logs their data. */
export const createPartitions = (
  state: ClusterState,
  { id, count, assignments }: CreatePartitionsCommand,
): E.Either<CreatePartitionsRefusal, readonly ClusterEvent[]> => {
  const topic = state.topics.get(id)
  if (topic === undefined) return E.left({ kind: 'unknown-topic' })
  if (count === topic.partitions)
    return E.left({ kind: 'invalid-partitions', message: `Topic already has ${count} partition(s).` })
  if (count < topic.partitions)
    return E.left({
      kind: 'invalid-partitions',
      message: `The topic ${topic.name} currently has ${topic.partitions} partition(s); ${count} would not be an increase.`,
    })
  const additional = count - topic.partitions
  const fault = assignments === null ? undefined : assignmentFault(assignments, additional)
  if (fault !== undefined) return E.left({ kind: 'invalid-replica-assignment', message: fault })
  const full = capFault(state, additional)
  return full === undefined ? E.right([{ type: 'partitions-created', id, partitions: count }]) : E.left(full)
}

/** Of assignments only the number counts, as with a new topic: the store replicates. */
const assignmentFault = (
  assignments: readonly (readonly number[])[],
  additional: number,
): string | undefined => {
  if (assignments.length !== additional)
    return `Attempted to add ${additional} additional partition(s), but only ${assignments.length} assignment(s) were specified.`
  return assignments.some((replicas) => replicas.length === 0)
    ? 'The manual partition assignment includes an empty replica list.'
    : undefined
}
