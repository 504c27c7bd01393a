import type { GroupStateName } from '#domain/group/lifecycle'
import type { Measured, Measurement } from '#ports/metrics'
import type { Collection, GroupFact, LagFact, PartitionFact } from './collection.ts'

/** Kafka's words for the states of a group. */
const states: Readonly<Record<GroupStateName, string>> = {
  empty: 'Empty',
  preparing: 'PreparingRebalance',
  completing: 'CompletingRebalance',
  stable: 'Stable',
  dead: 'Dead',
}

/** What a look found, under Kedge's own names. `now` in ms since the epoch. */
export const ownNames = ({ partitions, groups, leftOut }: Collection, now: number): Measured => [
  { name: 'kedge_collection_left_out', labels: { what: 'partitions' }, value: leftOut.partitions },
  { name: 'kedge_collection_left_out', labels: { what: 'groups' }, value: leftOut.groups },
  { name: 'kedge_collection_left_out', labels: { what: 'offsets' }, value: leftOut.offsets },
  ...partitions.flatMap(offsetsOf),
  ...Object.entries(states).map(([name, state]) => ({
    name: 'kedge_groups' as const,
    labels: { state },
    value: groups.filter((group) => group.state === name).length,
  })),
  ...groups.flatMap((group) => ofGroup(group, now)),
]

const offsetsOf = ({ topic, partition, start, end }: PartitionFact): readonly Measurement[] => {
  const labels = { topic, partition: String(partition) }
  return [
    { name: 'kedge_partition_log_start_offset', labels, value: start },
    { name: 'kedge_partition_log_end_offset', labels, value: end },
  ]
}

const ofGroup = ({ group, state, members, generation, offsets }: GroupFact, now: number): Measured => [
  { name: 'kedge_group_state', labels: { group, state: states[state] }, value: 1 },
  { name: 'kedge_group_members', labels: { group }, value: members },
  { name: 'kedge_group_generation', labels: { group }, value: generation },
  ...offsets.flatMap((each) => lagOf(group, each, now)),
]

const lagOf = (
  group: string,
  { topic, partition, committed, lag, waitingSince }: LagFact,
  now: number,
): readonly Measurement[] => {
  const labels = { group, topic, partition: String(partition) }
  const seconds = secondsOf(waitingSince, now)
  return [
    { name: 'kedge_group_committed_offset', labels, value: committed },
    { name: 'kedge_group_lag_records', labels, value: lag },
    ...(seconds === null ? [] : [{ name: 'kedge_group_lag_seconds' as const, labels, value: seconds }]),
  ]
}

/** A producer's clock may be ahead: nothing waits for less than no time. */
const secondsOf = (waitingSince: number | null, now: number): number | null => {
  if (waitingSince === null) return 0
  return waitingSince < 0 ? null : Math.max(0, now - waitingSince) / 1_000
}
