import type { SealedSegment } from '#domain/compaction/types'
import { hole } from '#domain/compaction/types'
import { type BatchFacts, offset, type Position } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { CleanedEntry, Replacement } from '#ports/log-cleaning'
import type { PartitionLog } from '#ports/partition-log'
import { type BatchSpec, parseBatches, single } from '#test/support/batches'
import { accepted } from '../outcome.ts'
import { appendAll, emptyLog, readOn } from './log-cases.ts'

/** A log of sealed segments and one that is written, an entry for each spec; the position at its end. */
export const sealedLog = async (
  log: PartitionLog,
  segments: readonly (readonly BatchSpec[])[],
  live: readonly BatchSpec[] = [{ payload: 'live' }],
): Promise<Readonly<{ at: TopicPartition; start: Position; end: Position }>> => {
  const { at, start } = await emptyLog(log)
  let end = start
  for (const specs of segments) {
    end =
      (
        await appendAll(
          log,
          at,
          end,
          specs.map((spec) => single(spec)),
        )
      ).at(-1)?.next ?? end
    end = await accepted(log.roll(at, end, 2_000))
  }
  end =
    (
      await appendAll(
        log,
        at,
        end,
        live.map((spec) => single(spec)),
      )
    ).at(-1)?.next ?? end
  return { at, start, end }
}

export const sealedOf = async (log: PartitionLog, at: TopicPartition): Promise<readonly SealedSegment[]> =>
  (await accepted(log.cleanable(at))).sealed

export const namesOf = async (log: PartitionLog, at: TopicPartition) =>
  (await sealedOf(log, at)).map(({ name }) => name)

/** Every entry of some segments, page by page. */
export const entriesOf = async (
  log: PartitionLog,
  at: TopicPartition,
  segments: readonly SealedSegment[],
) => {
  const all = []
  for (const { name, start } of segments) {
    for (let from = start; ; ) {
      const some = await accepted(log.sealedEntries(at, name, from))
      all.push(...some)
      const last = some.at(-1)
      if (last === undefined) break
      from = offset(last.baseOffset + last.batches.reduce((sum, { count }) => sum + count, 0))
    }
  }
  return all
}

export type Keep = (payload: string) => boolean

/** What is left of entries when only some batches stay, as one entry; those that go leave facts of no bytes. */
export const cleaned = (
  entries: Awaited<ReturnType<typeof entriesOf>>,
  keep: Keep,
  times: Readonly<Record<string, number>> = {},
): CleanedEntry => {
  const batches: BatchFacts[] = []
  const records: Buffer[] = []
  let maxTimestamp = -1
  for (const entry of entries) {
    let at = 0
    for (const facts of entry.batches) {
      const bytes = entry.records.subarray(at, at + facts.bytes)
      at += facts.bytes
      const payload = facts.bytes === 0 ? null : parseBatches([bytes])[0]!.payload
      if (payload !== null && keep(payload)) {
        batches.push(facts)
        records.push(Buffer.from(bytes))
        maxTimestamp = Math.max(maxTimestamp, times[payload] ?? 1_000)
      } else batches.push(facts.producerId < 0 ? hole(facts.count) : { ...facts, bytes: 0 })
    }
  }
  return {
    baseOffset: entries[0]!.baseOffset,
    appendTime: entries.at(-1)!.appendTime,
    batches,
    records: Buffer.concat(records),
    maxTimestamp,
  }
}

/** Begins to replace segments by what is left of each of their entries. */
export const staged = async (
  log: PartitionLog,
  at: TopicPartition,
  segments: readonly SealedSegment[],
  keep: Keep,
): Promise<Replacement> => {
  const entries = await entriesOf(log, at, segments)
  const replacement = await accepted(
    log.replace(
      at,
      segments.map(({ name }) => name),
    ),
  )
  for (const entry of entries) await accepted(replacement.add(cleaned([entry], keep)))
  return replacement
}

/** Replaces segments by one entry of what is left of them. */
export const clean = async (
  log: PartitionLog,
  at: TopicPartition,
  segments: readonly SealedSegment[],
  keep: Keep,
  times: Readonly<Record<string, number>> = {},
): Promise<void> => {
  const entries = await entriesOf(log, at, segments)
  const replacement = await accepted(
    log.replace(
      at,
      segments.map(({ name }) => name),
    ),
  )
  await accepted(replacement.add(cleaned(entries, keep, times)))
  await accepted(replacement.commit(10_000))
}

/** All that is read from an offset on. */
export const payloadsFrom = async (log: PartitionLog, at: TopicPartition, from = 0) =>
  (await readOn(log, at, from)).map(({ payload }) => payload)
