import { continuity } from '#domain/compaction/continuity'
import { type Offset, offset } from '#domain/log/types'
import type { CleanedEntry, CleaningRefusal, Replacement } from '#ports/log-cleaning'
import { E } from '#shared/fp'
import { entryAt, recordsOf, restOf } from './entries.ts'
import { encodeFacts } from './facts-record.ts'
import type { Commits } from './group-commit.ts'
import { numbered } from './keys.ts'
import { type ListedSegment, segmentRecord } from './partition-record.ts'
import type { Reader } from './tables.ts'
import type { Transaction } from './transaction.ts'

/** What is replaced, as long as nobody else has begun to. */
export type InPlace = Readonly<{
  key: Buffer
  segments: readonly [ListedSegment, ...ListedSegment[]]
  isCurrent: () => boolean
  end: () => void
}>

const isListed = ({ get }: Transaction, key: Buffer, { start, ...seen }: ListedSegment): boolean => {
  const stored = get('segments', numbered(key, start))
  return stored !== undefined && (segmentRecord.decode(stored).copy ?? 0) === (seen.copy ?? 0)
}

export const replacementOf = (reader: Reader, commits: Commits, place: InPlace): Replacement => {
  const { key, isCurrent } = place
  const [first, ...others] = place.segments
  const { start, end } = { start: first.start, end: others.at(-1)?.end ?? first.end }
  const { follow, finish } = continuity(start, end)
  let listed: readonly ListedSegment[] = place.segments
  let [entries, bytes, highest, firstTimestamp] = [0, 0, -1, -1]

  /** In one transaction, if the segments are still in the list as they were seen. */
  const change = (act: (transaction: Transaction) => void): Promise<E.Either<CleaningRefusal, void>> =>
    commits.submit((transaction) => {
      if (transaction.get('partitions', key) === undefined) return E.left({ kind: 'partition-gone' })
      if (!isCurrent() || !listed.every((segment) => isListed(transaction, key, segment)))
        return E.left({ kind: 'segments-changed' })
      act(transaction)
      return E.right(undefined)
    })

  /**
   * Before the first entry: one may lie where a segment ends and the next begins, and segments are dropped one by one.
   * What it says of its size is too much until the commit.
   */
  const merge = (transaction: Transaction): readonly ListedSegment[] => {
    const merged = {
      ...first,
      end,
      bytes: [first, ...others].reduce((sum, segment) => sum + segment.bytes, 0),
      entries: [first, ...others].reduce((sum, segment) => sum + segment.entries, 0),
      highestTimestamp: [first, ...others].reduce(
        (max, segment) => Math.max(max, segment.highestTimestamp),
        -1,
      ),
    }
    for (const segment of others) transaction.remove('segments', numbered(key, segment.start))
    transaction.put('segments', numbered(key, start), segmentRecord.encode(merged))
    return [merged]
  }

  const put = (transaction: Transaction, entry: CleanedEntry, next: Offset): void => {
    const range = { from: numbered(key, entry.baseOffset), to: numbered(key, next) }
    // What it replaces reached as high; so the search by time, which goes by that, never passes over what is left.
    const last = entryAt(reader, key, offset(next - 1))
    const highestSoFar = last?.highestSoFar ?? entry.maxTimestamp
    // An entry ends between any two batches: of one that is cut in two the others stay as they were until their turn comes.
    const rest = last === null || last.end <= next ? null : restOf(last, recordsOf(reader, key, last), next)
    for (const old of reader.keys('facts', range)) {
      transaction.remove('facts', old)
      transaction.remove('entries', old)
    }
    const { appendTime, batches, maxTimestamp, records } = entry
    transaction.put(
      'facts',
      range.from,
      encodeFacts({ appendTime, highest: maxTimestamp, highestSoFar, batches }),
    )
    transaction.put('entries', range.from, records)
    if (rest === null) return
    transaction.put('facts', range.to, encodeFacts(rest.facts))
    transaction.put('entries', range.to, rest.records)
  }

  return {
    add: (entry) => async () => {
      const next = follow(entry)
      const done = await change((transaction) => {
        if (others.length > 0 && listed.length > 1) listed = merge(transaction)
        put(transaction, entry, next)
      })
      if (E.isLeft(done)) return done
      firstTimestamp = entries === 0 ? entry.maxTimestamp : firstTimestamp
      entries++
      bytes += entry.records.length
      highest = Math.max(highest, entry.maxTimestamp)
      return done
    },

    commit: () => async () => {
      finish()
      const done = await change((transaction) => {
        const { createdAt } = first
        const times = { createdAt, firstTimestamp, highestTimestamp: highest }
        const cleaned = { start, end, bytes, entries, ...times, copy: (first.copy ?? 0) + 1 }
        transaction.put('segments', numbered(key, start), segmentRecord.encode(cleaned))
      })
      place.end()
      return done
    },

    abandon: () => {
      place.end()
      return Promise.resolve()
    },
  }
}
