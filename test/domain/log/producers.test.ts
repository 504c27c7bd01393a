import { describe, expect, test } from 'vitest'
import { judge, type ProducerEntry, remember } from '#domain/log/producers'
import { offset } from '#domain/log/types'
import { type Sent, sent } from '#test/support/batch-facts'

const LAST = 2 ** 31 - 1

/** A producer of which these batches were appended, one after the other from offset 100 on. */
const after = (...batches: readonly Sent[]): ProducerEntry | undefined => {
  let known: ProducerEntry | undefined
  let place = 100
  for (const each of batches) {
    const facts = sent({ producer: 7, ...each })
    known = remember(known, facts, offset(place), 5_000)
    place += facts.count
  }
  return known
}
const verdictOn = (known: ProducerEntry | undefined, batch: Sent) =>
  judge(known, sent({ producer: 7, ...batch }))
const ones = (count: number): readonly Sent[] =>
  Array.from({ length: count }, (_, sequence) => ({ sequence }))

describe('an unknown producer', () => {
  test.each([0, 1, 1_000, LAST])('may start at sequence %i', (sequence) => {
    expect(verdictOn(undefined, { sequence })).toEqual({ kind: 'append' })
  })
})

describe('the same epoch', () => {
  test('goes on at the sequence after the last', () => {
    expect(verdictOn(after({ sequence: 0, count: 5 }), { sequence: 5 })).toEqual({ kind: 'append' })
  })

  test.each([
    ['a record later', { sequence: 6 }],
    ['far ahead', { sequence: 2 ** 30 + 3 }],
    ['inside the last batch and beyond it', { sequence: 3, count: 4 }],
    ['at the last batch and beyond it', { sequence: 0, count: 6 }],
  ])('%s is out of order', (_, batch) => {
    expect(verdictOn(after({ sequence: 0, count: 5 }), batch).kind).toBe('out-of-order-sequence')
  })

  test('a sequence before the first that was ever seen is out of order: nothing shows that it is in the log', () => {
    expect(verdictOn(after({ sequence: 10 }, { sequence: 11 }), { sequence: 9 }).kind).toBe(
      'out-of-order-sequence',
    )
  })

  test('the message names what was expected', () => {
    expect(verdictOn(after({ sequence: 4 }), { sequence: 9 })).toMatchObject({
      message: expect.stringMatching(/producer 7 .* 9 .* 5$/),
    })
  })
})

describe('a duplicate', () => {
  test.each([0, 1, 2, 3, 4])('of the last five is told its offset, %i batches back', (back) => {
    const verdict = verdictOn(after(...ones(9)), { sequence: 8 - back })
    expect(verdict).toEqual({ kind: 'duplicate', baseOffset: 108 - back })
  })

  test('older than the five kept is a duplicate whose offset is forgotten', () => {
    for (const sequence of [0, 1, 2, 3])
      expect(verdictOn(after(...ones(9)), { sequence })).toEqual({ kind: 'duplicate-sequence' })
  })

  test('in another cut than it was sent is one without an offset', () => {
    expect(verdictOn(after({ sequence: 0, count: 5 }, { sequence: 5 }), { sequence: 1, count: 2 })).toEqual({
      kind: 'duplicate-sequence',
    })
  })
})

describe('sequences wrap', () => {
  test('from 2^31 - 1 to 0 between two batches', () => {
    expect(verdictOn(after({ sequence: LAST }), { sequence: 0 })).toEqual({ kind: 'append' })
    expect(verdictOn(after({ sequence: LAST }), { sequence: 1 }).kind).toBe('out-of-order-sequence')
  })

  test('inside a batch', () => {
    const known = after({ sequence: LAST - 1, count: 4 })
    expect(known?.batches).toEqual([{ firstSequence: LAST - 1, lastSequence: 1, baseOffset: 100 }])
    expect(verdictOn(known, { sequence: 2 })).toEqual({ kind: 'append' })
    expect(verdictOn(known, { sequence: LAST - 1, count: 4 })).toEqual({
      kind: 'duplicate',
      baseOffset: 100,
    })
  })

  test('and what was forgotten before the wrap is still a duplicate', () => {
    const batches = Array.from({ length: 9 }, (_, i) => ({ sequence: (LAST - 2 + i) % (LAST + 1) }))
    expect(verdictOn(after(...batches), { sequence: LAST })).toEqual({ kind: 'duplicate-sequence' })
    expect(verdictOn(after(...batches), { sequence: LAST - 3 }).kind).toBe('out-of-order-sequence')
  })
})

describe('epochs', () => {
  const known = after({ epoch: 3, sequence: 0 }, { epoch: 3, sequence: 1 })

  test('an older one is fenced, also with a sequence that would fit', () => {
    expect(verdictOn(known, { epoch: 2, sequence: 2 })).toEqual({ kind: 'invalid-producer-epoch' })
    expect(verdictOn(known, { epoch: 2, sequence: 1 })).toEqual({ kind: 'invalid-producer-epoch' })
  })

  test('a newer one starts at 0', () => {
    expect(verdictOn(known, { epoch: 4, sequence: 0 })).toEqual({ kind: 'append' })
    expect(verdictOn(known, { epoch: 4, sequence: 2 }).kind).toBe('out-of-order-sequence')
  })

  test('a newer one forgets the batches of the older', () => {
    const bumped = after({ epoch: 3, sequence: 0 }, { epoch: 3, sequence: 1 }, { epoch: 4, sequence: 0 })
    expect(bumped).toMatchObject({ epoch: 4, unbroken: 1, batches: [{ firstSequence: 0, baseOffset: 102 }] })
    expect(verdictOn(bumped, { epoch: 4, sequence: 1 })).toEqual({ kind: 'append' })
    expect(verdictOn(bumped, { epoch: 3, sequence: 1 })).toEqual({ kind: 'invalid-producer-epoch' })
  })
})

test('five batches are kept, however many were appended', () => {
  expect(after(...ones(40))?.batches).toHaveLength(5)
})
