import type { GroupStateName } from '#application/groups/groups'

/** Kafka's names, which tools show and filter by. */
export const stateNames = {
  empty: 'Empty',
  preparing: 'PreparingRebalance',
  completing: 'CompletingRebalance',
  stable: 'Stable',
  dead: 'Dead',
} as const satisfies Record<GroupStateName, string>
