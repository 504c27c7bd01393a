import { fc } from '@fast-check/vitest'
import type { BatchFacts } from '#domain/log/types'
import { sent } from './batch-facts.ts'

/** What a producer does next; `by` says which of them. */
export type Deed = Readonly<{ by: number; count: number; does: Doing; back: number }>
type Doing =
  | 'sends'
  | 'retries'
  | 'skips'
  | 'overlaps'
  | 'bumps'
  | 'bumps-but-goes-on'
  | 'is-a-zombie'
  | 'sends-without-id'

/** A batch and what Kafka's rules (`kafka.md` c.3) make of it, known without looking at any state. */
export type Attempt = Readonly<{ facts: BatchFacts; expected: Expected }>
/** `of` is the place of the attempt that was appended. */
export type Expected = Readonly<
  | { kind: 'append' }
  | { kind: 'duplicate'; of: number }
  | { kind: 'duplicate-sequence' | 'out-of-order-sequence' | 'invalid-producer-epoch' }
>

export const SEQUENCES = 2 ** 31

export const deed: fc.Arbitrary<Deed> = fc.record({
  by: fc.nat({ max: 2 }),
  count: fc.integer({ min: 1, max: 4 }),
  does: fc.oneof(
    { weight: 8, arbitrary: fc.constant<Doing>('sends') },
    { weight: 5, arbitrary: fc.constant<Doing>('retries') },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Doing>(
        'skips',
        'overlaps',
        'bumps',
        'bumps-but-goes-on',
        'is-a-zombie',
        'sends-without-id',
      ),
    },
  ),
  back: fc.nat({ max: 8 }),
})

/** Where producers begin: at 0, or so that they soon wrap. */
export const beginning = fc.oneof(fc.constant(0), fc.integer({ min: SEQUENCES - 12, max: SEQUENCES - 1 }))

interface Producer {
  epoch: number
  next: number
  /** Places of its appended attempts of this epoch, oldest first. */
  appended: number[]
}

export const played = (deeds: readonly Deed[], begin: number): readonly Attempt[] => {
  const producers = new Map<number, Producer>()
  const attempts: Attempt[] = []
  for (const each of deeds) {
    const producer = producers.get(each.by) ?? { epoch: 1, next: begin, appended: [] }
    producers.set(each.by, producer)
    attempts.push(attempt(each, producer, attempts))
  }
  return attempts
}

const attempt = (
  { by, count, does, back }: Deed,
  producer: Producer,
  before: readonly Attempt[],
): Attempt => {
  const batch = (sequence: number, size = count, epoch = producer.epoch) =>
    sent({ producer: by, epoch, sequence: sequence % SEQUENCES, count: size })
  const appends = (facts: BatchFacts): Attempt => {
    producer.next = (facts.baseSequence + facts.count) % SEQUENCES
    producer.appended.push(before.length)
    return { facts, expected: { kind: 'append' } }
  }
  const refused = (facts: BatchFacts, kind: 'out-of-order-sequence' | 'invalid-producer-epoch'): Attempt => ({
    facts,
    expected: { kind },
  })
  if (does === 'sends-without-id') return { facts: sent({ count }), expected: { kind: 'append' } }
  const last = producer.appended.at(-1)
  if (does === 'sends' || last === undefined) return appends(batch(producer.next))
  const newest = before[last]!.facts
  switch (does) {
    case 'retries': {
      const index = Math.max(0, producer.appended.length - 1 - back)
      const of = producer.appended[index]!
      const isKept = index >= producer.appended.length - 5
      return {
        facts: before[of]!.facts,
        expected: isKept ? { kind: 'duplicate', of } : { kind: 'duplicate-sequence' },
      }
    }
    case 'skips':
      return refused(batch(producer.next + 1 + back), 'out-of-order-sequence')
    case 'overlaps':
      return refused(batch(newest.baseSequence, newest.count + 1), 'out-of-order-sequence')
    case 'bumps':
      producer.epoch++
      producer.appended = []
      return appends(batch(0))
    case 'bumps-but-goes-on':
      return refused(batch(1 + back, count, producer.epoch + 1), 'out-of-order-sequence')
    case 'is-a-zombie':
      return refused(batch(producer.next, count, producer.epoch - 1), 'invalid-producer-epoch')
  }
}
