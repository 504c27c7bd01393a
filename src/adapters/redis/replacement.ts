import { continuity } from '#domain/compaction/continuity'
import { neighbours } from '#domain/compaction/neighbours'
import { offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { CleanedEntry, CleaningRefusal, LogCleaning, Replacement } from '#ports/log-cleaning'
import type { LogGone } from '#ports/partition-log'
import { E } from '#shared/fp'
import { askedAgain } from './asked-again.ts'
import type { Connection } from './connection.ts'
import { encodeEntry, entryId, genesisId } from './entry.ts'
import { accepted, asking } from './errors.ts'
import { decodeHead, type Head, type Segment, segmentField, segmentName, segmentRecord } from './head.ts'
import { cleaningFields, copyField, fieldsOf } from './leftovers.ts'
import { type LogContext, TOKEN_BYTES } from './log-context.ts'
import { fields, pairs } from './resp.ts'
import { addCleaned } from './scripts/add-cleaned.ts'
import { beginCopy } from './scripts/begin-copy.ts'
import { flipSegments } from './scripts/flip-segments.ts'

export const changed: E.Either<CleaningRefusal, never> = E.left({ kind: 'segments-changed' })
export const gone: E.Either<LogGone, never> = E.left({ kind: 'partition-gone' })

/** A stream that is written beside the list, and what is to be replaced by it. */
type Copy = Readonly<{
  at: TopicPartition
  head: Head
  cleaned: Segment
  segments: readonly Segment[]
  end: number
}>

/** `design.md` 1.2: a cleaned copy has a key of its own, and one flip of the list puts it in its place. */
export const replace = (context: LogContext): LogCleaning['replace'] => {
  const { cleans, partitions, keys, random } = context

  /** Null: look again, somebody else has begun meanwhile. */
  const begin = async (
    at: TopicPartition,
    names: readonly string[],
    on: Connection,
  ): Promise<E.Either<CleaningRefusal, Copy> | null> => {
    const known = await partitions.reload(partitions.of(at), on)
    if (E.isLeft(known)) return known
    const [hash] = await on.run([['HGETALL', keys.partition(at)]])
    const stored = fields(accepted(hash))
    const head = decodeHead(stored)
    if (head === null) return gone
    const segments = replaceable(head, names)
    const [first, last] = [segments?.at(0), segments?.at(-1)]
    if (segments === null || first === undefined || last?.sealed == null) return changed
    const name = segmentName(first.start, head.nextSegment)
    const cleaned: Segment = { ...first, name, token: random.token(TOKEN_BYTES), sealed: null }
    const begun = await beginCopy.run(on, {
      partition: keys.partition(at),
      copy: keys.segment(at, name),
      field: copyField(name),
      token: cleaned.token,
      genesis: genesisId(first.start),
      others: cleaningFields(stored).copies.map((other) => ({
        stream: keys.segment(at, other),
        field: copyField(other),
      })),
      segments: names.map(segmentField),
    })
    if (begun === 'moved') return null
    if (begun === 'gone') return gone
    if (begun === 'changed') return changed
    return E.right({ at, head, cleaned, segments, end: last.sealed.end })
  }

  return (at, names) => () =>
    asking(async () => {
      for (;;) {
        const begun = await begin(at, names, await cleans.get())
        if (begun === null) continue
        return E.isLeft(begun) ? begun : E.right(replacement(context, begun.right))
      }
    })
}

const replacement = (context: LogContext, { at, head, cleaned, segments, end }: Copy): Replacement => {
  const { cleans, keys, partitions } = context
  const { name, start, token } = cleaned
  const place = {
    partition: keys.partition(at),
    copy: keys.segment(at, name),
    field: copyField(name),
    token,
  }
  const { follow, finish } = continuity(start, offset(end))
  let [entries, bytes, first, highest, running] = [0, 0, -1, -1, cleaned.carried]

  const sealed = () => {
    const record: Segment = { ...cleaned, sealed: { end: offset(end), bytes, entries, first, highest } }
    const { epoch } = cleaned
    const seal = { v: '1', w: token, end, epoch, history: head.history, bytes, entries, highest }
    return { cleanedField: segmentField(name), cleanedRecord: segmentRecord(record), seal: pairs(seal) }
  }

  return {
    add: (entry) => () =>
      asking(async () => {
        follow(entry)
        const added = await addCleaned.run(await cleans.get(), {
          ...place,
          id: entryId(entry.baseOffset),
          entry: encoded(entry, {
            token: `${token}.${entries}`,
            running,
            bytesBefore: bytes,
            ordinal: entries,
          }),
        })
        if (added === 'gone') return gone
        if (added === 'superseded') return changed
        first = entries === 0 ? entry.maxTimestamp : first
        entries++
        bytes += entry.records.length
        highest = Math.max(highest, entry.maxTimestamp)
        running = Math.max(running, entry.maxTimestamp)
        return E.right(undefined)
      }),

    commit: (now) => async () => {
      finish()
      const { timers, isClosed } = context
      const done = await askedAgain(
        { link: cleans, timers, isClosed },
        `segment ${name} is in the list`,
        async (on, silences) => {
          const flipped = await flipSegments.run(on, {
            ...place,
            ...sealed(),
            entries: entries + 1,
            now,
            replaced: segments.map((segment) => fieldsOf(segment.name)),
          })
          if (flipped !== 'superseded' || silences === 0) return flipped
          // One of which nothing was heard may have been it.
          const [listed] = await on.run([['HEXISTS', place.partition, segmentField(name)]])
          return accepted(listed) === 1 ? 'flipped' : flipped
        },
      )
      const partition = partitions.find(at)
      if (partition !== undefined) partition.head = null
      if (done === 'gone') return gone
      return done === 'flipped' ? E.right(undefined) : changed
    },

    // What was written stays in the hash's own list of copies: whoever replaces next removes it.
    abandon: () => Promise.resolve(),
  }
}

/** Those segments, sealed, side by side in the list and of one epoch; null if they are not. */
const replaceable = (
  { segments }: Head,
  names: readonly string[],
): readonly [Segment, ...Segment[]] | null => {
  const found = neighbours(segments, names)
  const alike = found?.every(({ sealed, epoch }) => sealed !== null && epoch === found[0].epoch)
  return alike === true ? found : null
}

const encoded = (
  { appendTime, batches, maxTimestamp, records }: CleanedEntry,
  placed: Parameters<typeof encodeEntry>[1],
) =>
  encodeEntry(
    {
      appendTime,
      // Whose bytes are whose does not matter here: all of them stand with the first.
      batches: batches.map((facts, i) => ({ facts, maxTimestamp, records: i === 0 ? records : NONE })),
    },
    placed,
  )

const NONE = Buffer.alloc(0)
