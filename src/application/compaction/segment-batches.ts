import { isHole, type SealedSegment } from '#domain/compaction/types'
import { type BatchFacts, type Offset, offset, recordCount } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { CleaningRefusal } from '#ports/log-cleaning'
import type { PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'

/** One batch of a sealed segment; `records` null where they are gone already. */
export type SegmentBatch = Readonly<{
  base: Offset
  end: Offset
  appendTime: number
  facts: BatchFacts
  records: Buffer | null
}>

/** The log is another than the one that a pass began with, or the pass was told to end: there will be another. */
export class PassEnded extends Error {
  override readonly name = 'PassEnded'
}

/** The batches of a segment, one page of entries in memory at a time. Throws `PassEnded`. */
export async function* batchesOf(
  log: PartitionLog,
  at: TopicPartition,
  { name, start, end }: SealedSegment,
): AsyncGenerator<SegmentBatch, void, undefined> {
  for (let from = start; from < end; ) {
    const page = expected(await log.sealedEntries(at, name, from)())
    if (page.length === 0) return
    for (const { baseOffset, appendTime, batches, records } of page) {
      let [base, byte] = [baseOffset, 0]
      for (const facts of batches) {
        const next = offset(base + facts.count)
        const own = isHole(facts) ? null : records.subarray(byte, byte + facts.bytes)
        yield { base, end: next, appendTime, facts, records: own }
        base = next
        byte += facts.bytes
      }
      from = offset(baseOffset + recordCount(batches))
    }
  }
}

export const expected = <A>(outcome: E.Either<CleaningRefusal, A>): A => {
  if (E.isLeft(outcome)) throw new PassEnded(outcome.left.kind)
  return outcome.right
}
