import type { BatchFacts, EntryFacts } from '#domain/log/types'
import { mark, offset, recordCount } from '#domain/log/types'

export interface Sent {
  readonly producer?: number
  readonly epoch?: number
  readonly sequence?: number
  readonly count?: number
  readonly bytes?: number
}

/** Facts of a batch; without a producer it is not idempotent. */
export const sent = ({
  producer = -1,
  epoch = 0,
  sequence = 0,
  count = 1,
  bytes = 100,
}: Sent): BatchFacts => {
  const known = producer >= 0
  return {
    bytes,
    count,
    producerId: producer,
    producerEpoch: known ? epoch : -1,
    baseSequence: known ? sequence : -1,
    attributes: 0,
  }
}

export const at = (place: number) => ({ offset: offset(place), mark: mark('') })

export const entryAt = (
  baseOffset: number,
  batches: readonly BatchFacts[],
  appendTime: number,
): EntryFacts => ({
  baseOffset: offset(baseOffset),
  appendTime,
  batches,
  next: at(baseOffset + recordCount(batches)),
})
