import { randomBytes } from 'node:crypto'
import { type EntryFacts, type Offset, offset, type Position } from '#domain/log/types'
import { type TopicPartition, topicId } from '#domain/topic/types'
import type { Appended, NewEntry, PartitionLog, ReadBudget } from '#ports/partition-log'
import { parseBatches, type StampedBatch } from '#test/support/batches'
import { accepted } from '../outcome.ts'

export const born = { createdAt: 1_000 }

/** Room for everything a test writes. */
export const ample: ReadBudget = { maxBytes: 1 << 20, atLeastOne: true }

export const somePartition = (partition = 0): TopicPartition => ({
  topicId: topicId(randomBytes(16).toString('base64url')),
  partition,
})

/** A log that exists and is empty. */
export const emptyLog = async (
  log: PartitionLog,
): Promise<Readonly<{ at: TopicPartition; start: Position }>> => {
  const at = somePartition()
  await log.create(at, born)
  return { at, start: await accepted(log.origin(at)) }
}

/** Appends entries one after the other, each at the position after the one before. */
export const appendAll = async (
  log: PartitionLog,
  at: TopicPartition,
  from: Position,
  entries: readonly NewEntry[],
): Promise<readonly Appended[]> => {
  const done: Appended[] = []
  for (const entry of entries) {
    done.push(await accepted(log.append(at, done.at(-1)?.next ?? from, entry)))
  }
  return done
}

/** Reads on from an offset to the end, read by read; a read that has nothing is the end. */
export const readOn = async (
  log: PartitionLog,
  at: TopicPartition,
  from: number,
  budget: ReadBudget = ample,
): Promise<readonly StampedBatch[]> => {
  const batches: StampedBatch[] = []
  for (let next = from; ; ) {
    const slice = await accepted(log.read(at, offset(next), budget))
    if (slice.bytes === 0) return batches
    const some = parseBatches(slice.records)
    batches.push(...some)
    next = endOf(some)
  }
}

/** The offset after the last of some batches. */
export const endOf = (batches: readonly StampedBatch[]): Offset => {
  const last = batches.at(-1)
  if (last === undefined) throw new Error('no batches')
  return offset(last.baseOffset + last.count)
}

/** Folds from a position to the end as it is then, page by page. */
export const foldOn = async (
  log: PartitionLog,
  at: TopicPartition,
  after: Position,
  page = 100,
): Promise<readonly EntryFacts[]> => {
  const entries: EntryFacts[] = []
  for (;;) {
    const some = await accepted(log.facts(at, entries.at(-1)?.next ?? after, page))
    entries.push(...some)
    if (some.length < page) return entries
  }
}

export const segmentStarts = async (log: PartitionLog, at: TopicPartition): Promise<readonly number[]> =>
  (await accepted(log.segments(at))).map(({ start }) => start)

/** A log of some segments of one entry each, of `count` offsets, and the position at its end. */
export const segmented = async (
  log: PartitionLog,
  entries: readonly NewEntry[],
): Promise<Readonly<{ at: TopicPartition; start: Position; done: readonly Appended[]; end: Position }>> => {
  const { at, start } = await emptyLog(log)
  const done: Appended[] = []
  let end = start
  for (const [i, entry] of entries.entries()) {
    const before = i === 0 ? end : await accepted(log.roll(at, end, 2_000 + i))
    const appended = await accepted(log.append(at, before, entry))
    done.push(appended)
    end = appended.next
  }
  return { at, start, done, end }
}

/** Whatever lies below the position may be dropped from now on. */
export const cover = (log: PartitionLog, at: TopicPartition, position: Position): Promise<void> =>
  log.saveSnapshot(at, { position, state: '"all"' })
