import { LRUCache } from 'lru-cache'
import type { Offset } from '#domain/log/types'
import type { ReadBudget } from '#ports/partition-log'
import type { Head } from './head.ts'
import type { Partition } from './partitions.ts'

/**
 * A reader that goes on where it stopped has its next read asked of the store while the client is still busy with the
 * last: a consumer far from the end waits for a round trip each time otherwise, with Redis idle meanwhile (ADR 0024).
 */
export interface ReadAhead<A> {
  /** What was asked for this read, if what was known of the partition still is. It is given away once. */
  readonly take: (partition: Partition, from: Offset, budget: ReadBudget) => Promise<A> | null
  /** A read ended at `next` and there is more. Reads on if it had itself begun where another ended. */
  readonly goOn: (partition: Partition, from: Offset, next: Offset, budget: ReadBudget) => void
}

type Asked<A> = Readonly<{ head: Head; bytes: number; answer: Promise<A> }>

/** What lies ready for all readers together. */
const ALL_BYTES = 32 * 2 ** 20
/** Nobody is read ahead for who takes more at a time: a few of those would have all the room. */
const MOST_BYTES = 2 * 2 ** 20
/** A reader that has not come by then reads otherwise, or not at all. */
const LASTS_MS = 5_000
const ENDS_KEPT = 10_000

export const readAhead = <A>(
  read: (partition: Partition, from: Offset, budget: ReadBudget) => Promise<A>,
): ReadAhead<A> => {
  const asked = new LRUCache<string, Asked<A>>({
    maxSize: ALL_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
    ttl: LASTS_MS,
  })
  const ends = new LRUCache<string, true>({ max: ENDS_KEPT })

  return {
    take: (partition, from, budget) => {
      const question = questionOf(partition, from, budget)
      const found = asked.get(question)
      if (found === undefined) return null
      asked.delete(question)
      return found.head === partition.head ? found.answer : null
    },
    goOn: (partition, from, next, budget) => {
      const { head, log } = partition
      const isSequential = ends.has(`${log}/${from}`)
      ends.set(`${log}/${next}`, true)
      const question = questionOf(partition, next, budget)
      if (!isSequential || head === null || budget.maxBytes > MOST_BYTES || asked.has(question)) return
      const answer = read(partition, next, budget)
      // Whoever takes it hears of it.
      answer.catch(() => undefined)
      asked.set(question, { head, bytes: Math.max(1, budget.maxBytes), answer })
    },
  }
}

const questionOf = ({ log }: Partition, from: Offset, { maxBytes, atLeastOne }: ReadBudget): string =>
  `${log}/${from}/${maxBytes}/${atLeastOne}`
