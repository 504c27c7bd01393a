import { isExpired, type PartitionState } from './partition-state.ts'
import { isIdempotent, judge, type ProducerEntry, remember, type SequenceVerdict } from './producers.ts'
import { type BatchFacts, offset } from './types.ts'

/**
 * What happens to each of a group of batches if they are appended now, in order, as one entry: `append`, or what its
 * producer's sequence says against it. Later batches see earlier ones of the group. The state is not changed: it changes
 * when the entry is durable.
 */
export const admit = (
  state: PartitionState,
  group: readonly BatchFacts[],
  appendTime: number,
): readonly SequenceVerdict[] => {
  const logTime = Math.max(state.logTime, appendTime)
  const touched = new Map<number, ProducerEntry>()
  let at: number = state.position.offset
  return group.map((batch) => {
    if (!isIdempotent(batch)) {
      at += batch.count
      return APPEND
    }
    const known = touched.get(batch.producerId) ?? unexpired(state, batch.producerId, logTime)
    const verdict = judge(known, batch)
    if (verdict.kind !== 'append') return verdict
    touched.set(batch.producerId, remember(known, batch, offset(at), logTime))
    at += batch.count
    return verdict
  })
}

const APPEND: SequenceVerdict = { kind: 'append' }

const unexpired = (state: PartitionState, id: number, logTime: number): ProducerEntry | undefined => {
  const producer = state.producers.get(id)
  return producer === undefined || isExpired(state, producer, logTime) ? undefined : producer
}
