import { E } from '#shared/fp'

/** Why replicas stay where they are, or no leader is elected; `message` is for the client. */
export type ReplicaRefusal = Readonly<
  | { kind: 'no-reassignment-in-progress' }
  | {
      kind:
        | 'invalid-replica-assignment'
        | 'invalid-replication-factor'
        | 'election-not-needed'
        | 'invalid-request'
      message: string
    }
>
type Explained = Extract<ReplicaRefusal, { message: string }>

/** What is wanted of a partition's replicas: null cancels a reassignment. */
export type Reassignment = Readonly<{
  replicas: readonly number[] | null
  allowReplicationFactorChange: boolean
}>

/**
 * The one replica of a partition is its hinted leader, which every client sees in Metadata, and the store replicates:
 * nothing can be moved, and only what is already so can be asked for. Faults in Kafka's order
 * (ReplicationControlManager.changePartitionReassignment).
 */
export const reassign = (
  { replicas, allowReplicationFactorChange }: Reassignment,
  leader: number,
  brokers: ReadonlySet<number>,
): E.Either<ReplicaRefusal, void> => {
  if (replicas === null) return E.left({ kind: 'no-reassignment-in-progress' })
  if (replicas.length === 0)
    return refused(
      'invalid-replica-assignment',
      'The manual partition assignment includes an empty replica list.',
    )
  const fault = replicaFault(replicas, brokers)
  if (fault !== undefined) return refused('invalid-replica-assignment', fault)
  if (!allowReplicationFactorChange && replicas.length !== 1)
    return refused(
      'invalid-replication-factor',
      `The replication factor is changed from 1 to ${replicas.length}`,
    )
  if (replicas.length === 1 && replicas[0] === leader) return E.right(undefined)
  return refused(
    'invalid-replica-assignment',
    `The store replicates, and every broker serves every partition: replicas stay at [${leader}].`,
  )
}

/** Ids ascending, as Kafka sorts them before it looks. */
const replicaFault = (replicas: readonly number[], brokers: ReadonlySet<number>): string | undefined => {
  const sorted = replicas.toSorted((a, b) => a - b)
  for (const [i, id] of sorted.entries()) {
    if (!brokers.has(id))
      return `The manual partition assignment includes broker ${id}, but no such broker is registered.`
    if (sorted[i - 1] === id)
      return `The manual partition assignment includes the broker ${id} more than once.`
  }
  return undefined
}

const PREFERRED = 0
const UNCLEAN = 1

/** A kind of election that there is not; of the two that there are (KIP-460), none is ever needed. */
export const electionFault = (electionType: number): Explained | undefined =>
  electionType === PREFERRED || electionType === UNCLEAN
    ? undefined
    : { kind: 'invalid-request', message: `Unknown election type ${electionType}` }

/** The only replica leads. */
export const electionNotNeeded: Explained = {
  kind: 'election-not-needed',
  message: 'Leader election not needed for topic partition.',
}

const refused = (kind: Explained['kind'], message: string): E.Either<ReplicaRefusal, never> =>
  E.left({ kind, message })
