import { initialPartition, type PartitionState } from '#domain/log/partition-state'
import { offset } from '#domain/log/types'
import type { Snapshot } from '#ports/partition-log'
import { StoreCorrupt } from '#ports/store-errors'
import { t } from '#shared/codec'
import { readStored } from '../stored-text.ts'

// Short names and tuples: a partition may remember 100,000 producers.
const StoredPartition = t.type({
  logTime: t.number,
  /** Id, epoch, unbroken, last time, then three numbers per batch: first and last sequence, base offset. */
  producers: t.array(t.tuple([t.number, t.number, t.number, t.number, t.array(t.number)])),
})

export const partitionToText = ({ logTime, producers }: PartitionState): string =>
  JSON.stringify({
    logTime,
    producers: [...producers].map(([id, { epoch, unbroken, lastTime, batches }]) => [
      id,
      epoch,
      unbroken,
      lastTime,
      batches.flatMap(({ firstSequence, lastSequence, baseOffset }) => [
        firstSequence,
        lastSequence,
        baseOffset,
      ]),
    ]),
  } satisfies Record<keyof t.TypeOf<typeof StoredPartition>, unknown>)

/** Throws `StoreCorrupt` when it is no snapshot of this version. */
export const partitionFromText = (
  { position, state }: Snapshot,
  producerExpirationMs?: number,
): PartitionState => {
  const { logTime, producers } = readStored(StoredPartition, state, 'a partition snapshot')
  const entries = producers.map(
    ([id, epoch, unbroken, lastTime, batches]) =>
      [id, { epoch, unbroken, lastTime, batches: triples(batches) }] as const,
  )
  return { ...initialPartition(position, producerExpirationMs), logTime, producers: new Map(entries) }
}

const triples = (numbers: readonly number[]) => {
  if (numbers.length === 0 || numbers.length % 3 !== 0)
    throw new StoreCorrupt('a partition snapshot remembers half a batch')
  return Array.from({ length: numbers.length / 3 }, (_, i) => ({
    firstSequence: numbers[3 * i] ?? 0,
    lastSequence: numbers[3 * i + 1] ?? 0,
    baseOffset: offset(numbers[3 * i + 2] ?? 0),
  }))
}
