import { type CleanableLog, type SealedSegment, segmentName } from '#domain/compaction/types'
import type { TopicPartition } from '#domain/topic/types'
import type { CleaningRefusal, LogCleaning } from '#ports/log-cleaning'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import { accepted, asking } from './errors.ts'
import { decodeSegment, type Head, type Sealed, type Segment, segmentField } from './head.ts'
import { type CleaningFields, cleaningFields, replacedField } from './leftovers.ts'
import type { LogContext } from './log-context.ts'
import { fetchFrom } from './ranges.ts'
import { changed, gone, replace } from './replacement.ts'
import { fields, list, text } from './resp.ts'
import { markClean } from './scripts/mark-clean.ts'
import { sweepSegment } from './scripts/sweep-segment.ts'
import { sealedFacts } from './segments.ts'

const BYTES_AT_ONCE = 2 ** 20
/** Entries may be of very different sizes, and Redis answers nobody else meanwhile. */
const MOST_ENTRIES = 64

/** All of it over a connection of its own: whoever appends or reads waits for none of it. */
export const cleaning = (context: LogContext): LogCleaning => {
  const { cleans, partitions, keys } = context

  const fieldsAt = async (at: TopicPartition, on: Connection) => {
    const [hash] = await on.run([['HGETALL', keys.partition(at)]])
    return cleaningFields(fields(accepted(hash)))
  }

  /**
   * Asked before each page: what was replaced is still there for a while, and must not be cleaned again. Not for the whole
   * list, which may be long.
   */
  const sealedIn = async (
    at: TopicPartition,
    name: string,
    on: Connection,
  ): Promise<E.Either<CleaningRefusal, Sealed>> => {
    const [found] = await on.run([['HMGET', keys.partition(at), 'history', segmentField(name)]])
    const [history, record] = list(accepted(found)).map((each) => (each === null ? null : text(each)))
    if (history !== on.server.history) {
      const head = await partitions.reload(partitions.of(at), on)
      if (E.isLeft(head)) return head
    }
    const sealed = record == null ? null : decodeSegment(name, record).sealed
    return sealed === null ? changed : E.right(sealed)
  }

  return {
    cleanable: (at) => () =>
      asking(async () => {
        const on = await cleans.get()
        const head = await partitions.reload(partitions.of(at), on)
        if (E.isLeft(head)) return head
        return E.right(cleanableLog(head.right, await fieldsAt(at, on)))
      }),

    sealedEntries: (at, name, from) => () =>
      asking(async () => {
        const on = await cleans.get()
        const listed = await sealedIn(at, name, on)
        if (E.isLeft(listed)) return listed
        const { bytes, entries } = listed.right
        const wanted = Math.min(MOST_ENTRIES, Math.ceil((BYTES_AT_ONCE * entries) / Math.max(1, bytes)))
        const page = await fetchFrom(on, keys.segment(at, name), from, wanted)
        if (page === null) return changed
        return E.right(
          page.entries.map(({ base, appendTime, batches, records }) => ({
            baseOffset: base,
            appendTime,
            batches,
            records,
          })),
        )
      }),

    replace: replace(context),

    markClean: (at, upTo) => () =>
      asking(async () => {
        const done = await markClean.run(await cleans.get(), { partition: keys.partition(at), upTo })
        return done === 'gone' ? gone : E.right(undefined)
      }),

    sweep: (at, replacedBefore) => () =>
      asking(async () => {
        const on = await cleans.get()
        const head = await partitions.reload(partitions.of(at), on)
        if (E.isLeft(head)) return head
        const { replaced } = await fieldsAt(at, on)
        for (const { name, at: when } of replaced) {
          if (when > replacedBefore) continue
          const [partition, stream] = [keys.partition(at), keys.segment(at, name)]
          await sweepSegment.run(on, { partition, stream, field: replacedField(name) })
        }
        return E.right(undefined)
      }),
  }
}

const cleanableLog = (head: Head, { cleanTo, replaced }: CleaningFields): CleanableLog => ({
  logStart: head.logStart,
  cleanTo,
  sealed: head.segments.flatMap((segment) => sealedSegment(segment) ?? []),
  live: { start: head.live.start, createdAt: head.live.createdAt },
  toSweep: replaced.length === 0 ? null : Math.min(...replaced.map(({ at }) => at)),
})

const sealedSegment = (segment: Segment): SealedSegment | null => {
  const facts = sealedFacts(segment)
  return facts === null ? null : { ...facts, name: segmentName(segment.name) }
}
