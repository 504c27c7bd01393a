import { batchVerdict, isKept, type KeyedRecord, type Mapped } from '#domain/compaction/retention'
import { hole, type SealedSegment } from '#domain/compaction/types'
import type { Offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'
import type { OpenBatch, RecordCodec } from '#ports/record-codec'
import type { Piece } from './entry-builder.ts'
import { batchesOf, type SegmentBatch } from './segment-batches.ts'

export type Judge = Readonly<{
  log: PartitionLog
  codec: Pick<RecordCodec, 'open'>
  mapped: Mapped
  /** Base offsets of batches whose sequences producers may send again: they stay facts without their records. */
  remembered: ReadonlySet<Offset>
  /** When the pass began, in ms since the epoch. */
  now: number
  deleteRetentionMs: number
  breathe: () => Promise<void>
}>

export type JudgedPiece = Piece & Readonly<{ isChanged: boolean }>

/** What is left of each batch of a segment. */
export async function* judgedPieces(
  judge: Judge,
  at: TopicPartition,
  segment: SealedSegment,
): AsyncGenerator<JudgedPiece, void, undefined> {
  for await (const batch of batchesOf(judge.log, at, segment)) {
    await judge.breathe()
    yield batch.records === null ? oldHole(judge, batch) : await pieceOf(judge, batch, batch.records)
  }
}

/** Once its producer has gone on, nobody asks for it. */
const oldHole = (judge: Judge, batch: SegmentBatch): JudgedPiece => {
  const left = gone(judge, batch)
  return { ...left, isChanged: left.facts.producerId !== batch.facts.producerId }
}

const pieceOf = async (judge: Judge, batch: SegmentBatch, records: Buffer): Promise<JudgedPiece> => {
  const { facts, appendTime } = batch
  const opened = await judge.codec.open(records)
  const as = (maxTimestamp: number): JudgedPiece => ({
    facts,
    appendTime,
    records,
    maxTimestamp,
    consumed: facts.bytes,
    isChanged: false,
  })
  if (opened.records === null) return as(opened.maxTimestamp)
  const keep = keptPlaces(judge, opened, opened.records)
  const hasTombstone = keep.some((place) => opened.records?.[place]?.isTombstone === true)
  const verdict = batchVerdict(opened.judged, { records: keep.length, hasTombstone }, judge.mapped, judge)
  switch (verdict.kind) {
    case 'as-is':
      return as(opened.maxTimestamp)
    case 'drop':
      return gone(judge, batch)
    case 'empty':
      return { ...(await opened.rebuild([], null)), appendTime, consumed: facts.bytes, isChanged: true }
    case 'rebuild': {
      const rebuilt = await opened.rebuild(keep, verdict.deleteHorizon)
      return { ...rebuilt, appendTime, consumed: facts.bytes, isChanged: true }
    }
  }
}

const keptPlaces = (
  { mapped, now }: Judge,
  { judged }: OpenBatch,
  records: readonly KeyedRecord[],
): readonly number[] =>
  records.flatMap((record, place) => (isKept(record, judged, mapped, now) ? [place] : []))

const gone = ({ remembered }: Judge, { base, facts, appendTime }: SegmentBatch): JudgedPiece => ({
  facts: remembered.has(base) && facts.producerId >= 0 ? { ...facts, bytes: 0 } : hole(facts.count),
  appendTime,
  records: null,
  maxTimestamp: -1,
  consumed: facts.bytes,
  isChanged: true,
})
