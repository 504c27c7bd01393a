import { evolve, type PartitionState } from '#domain/log/partition-state'
import type { EntryFacts } from '#domain/log/types'

/** All of a state as plain data, with the order of its producers. */
export const contentsOf = ({ position, logTime, producers }: PartitionState) =>
  structuredClone({ offset: position.offset, logTime, producers: [...producers] })

export const foldAll = (state: PartitionState, entries: readonly EntryFacts[]): PartitionState => {
  for (const entry of entries) evolve(state, entry)
  return state
}
