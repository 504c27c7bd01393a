import type { ClusterState } from './state.ts'

/** Partitions of all topics together, the cluster's cap (`safety.md` 3). */
export const MAX_PARTITIONS = 10_000

/** Why so many more partitions are too many; undefined if they are not. */
export const capFault = (
  { topics }: ClusterState,
  more: number,
): Readonly<{ kind: 'policy-violation'; message: string }> | undefined => {
  const existing = [...topics.values()].reduce((sum, { partitions }) => sum + partitions, 0)
  if (existing + more <= MAX_PARTITIONS) return undefined
  return {
    kind: 'policy-violation',
    message: `The cluster would have ${existing + more} partitions, more than ${MAX_PARTITIONS}.`,
  }
}
