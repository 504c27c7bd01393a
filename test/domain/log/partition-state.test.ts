import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { admit } from '#domain/log/admission'
import {
  evolve,
  GapInLog,
  initialPartition,
  isExpired,
  type PartitionState,
  PRODUCER_EXPIRATION_MS,
} from '#domain/log/partition-state'
import type { EntryFacts } from '#domain/log/types'
import { at, entryAt, sent } from '#test/support/batch-facts'
import { contentsOf, foldAll } from '#test/support/model-partition'
import { beginning, deed, played } from '#test/support/model-producers'

const DAY = PRODUCER_EXPIRATION_MS
const deeds = fc.array(deed, { minLength: 1, maxLength: 60 })
const groupSizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 60, maxLength: 60 })

describe('producers that send, retry, skip and bump their epochs, several batches to an entry', () => {
  test.prop([deeds, beginning, groupSizes], { numRuns: 150 })(
    'meet what Kafka says, once each, at dense offsets',
    (script, begin, sizes) => {
      const attempts = played(script, begin)
      const state = initialPartition(at(0))
      const entries: EntryFacts[] = []
      const offsets = new Map<number, number>()
      const appended = new Set<string>()
      let end = 0
      for (let first = 0, turn = 0; first < attempts.length; turn++) {
        const group = attempts.slice(first, first + sizes[turn % sizes.length]!)
        const facts = group.map((each) => each.facts)
        const before = contentsOf(state)

        const verdicts = admit(state, facts, 1_000 + turn)

        expect(contentsOf(state)).toEqual(before)
        const base = end
        group.forEach(({ facts: { producerId, producerEpoch, baseSequence, count }, expected }, i) => {
          const verdict = verdicts[i]!
          expect(verdict.kind).toBe(expected.kind)
          if (expected.kind === 'duplicate')
            expect(verdict).toEqual({ kind: 'duplicate', baseOffset: offsets.get(expected.of) })
          if (expected.kind !== 'append') return
          offsets.set(first + i, end)
          end += count
          for (let n = 0; producerId >= 0 && n < count; n++) {
            const record = `${producerId} ${producerEpoch} ${(baseSequence + n) % 2 ** 31}`
            expect(appended).not.toContain(record)
            appended.add(record)
          }
        })
        const admitted = facts.filter((_, i) => verdicts[i]!.kind === 'append')
        if (admitted.length > 0) {
          const entry = entryAt(base, admitted, 1_000 + turn)
          entries.push(entry)
          evolve(state, entry)
        }
        expect(state.position.offset).toBe(end)
        expect(contentsOf(state)).toEqual(contentsOf(foldAll(initialPartition(at(0)), entries)))
        first += group.length
      }
    },
  )
})

describe('a group', () => {
  test('sees its own batches: a retry in it is a duplicate, the next sequence is appended', () => {
    const first = sent({ producer: 1, sequence: 0, count: 3 })
    const verdicts = admit(
      initialPartition(at(40)),
      [
        sent({ count: 2 }),
        first,
        first,
        sent({ producer: 1, sequence: 3 }),
        sent({ producer: 1, sequence: 9 }),
      ],
      1_000,
    )
    expect(verdicts).toMatchObject([
      { kind: 'append' },
      { kind: 'append' },
      { kind: 'duplicate', baseOffset: 42 },
      { kind: 'append' },
      { kind: 'out-of-order-sequence' },
    ])
  })
})

describe('expiry', () => {
  const seen = (): PartitionState =>
    foldAll(initialPartition(at(0)), [entryAt(0, [sent({ producer: 1, sequence: 5 })], 1_000)])

  test('a producer silent for a day of the log is unknown to an append, and gone after it', () => {
    const state = seen()
    const restart = sent({ producer: 1, sequence: 99 })
    expect(admit(state, [restart], 1_000 + DAY - 1)[0]?.kind).toBe('out-of-order-sequence')
    expect(admit(state, [restart], 1_000 + DAY)[0]?.kind).toBe('append')
    evolve(state, entryAt(1, [sent({})], 1_000 + DAY))
    expect(state.producers.size).toBe(0)
  })

  test('comes after what the partition is told, also to what was folded under another rule', () => {
    const state = foldAll(initialPartition(at(0), 50), [
      entryAt(0, [sent({ producer: 1, sequence: 5 })], 1_000),
    ])
    const restart = sent({ producer: 1, sequence: 99 })
    expect(admit(state, [restart], 1_049)[0]?.kind).toBe('out-of-order-sequence')
    expect(admit(state, [restart], 1_050)[0]?.kind).toBe('append')
    evolve(state, entryAt(1, [sent({ producer: 2 })], 1_050))
    expect([...state.producers.keys()]).toEqual([2])
  })

  test('follows the log, whose time never goes back, not the clock of who appends', () => {
    const state = seen()
    evolve(state, entryAt(1, [sent({ producer: 2, sequence: 0 })], 1_000 + DAY / 2))
    evolve(state, entryAt(2, [sent({ producer: 3, sequence: 0 })], 7))
    expect(state.logTime).toBe(1_000 + DAY / 2)
    expect([...state.producers.values()].map(({ lastTime }) => lastTime)).toEqual([
      1_000,
      1_000 + DAY / 2,
      1_000 + DAY / 2,
    ])
    expect(admit(state, [sent({ producer: 1, sequence: 5 })], 0)[0]?.kind).toBe('duplicate')
  })

  test.prop(
    [
      fc.array(
        fc.record({ producer: fc.integer({ min: -1, max: 5 }), after: fc.integer({ min: -DAY, max: DAY }) }),
        {
          maxLength: 40,
        },
      ),
    ],
    { numRuns: 100 },
  )('and the limit keep the order of last appends, which is all that decides who goes', (appends) => {
    const most = 3
    const state = initialPartition(at(0))
    const last = new Map<number, number>()
    let clock = 10 * DAY
    let logTime = 0
    appends.forEach(({ producer, after }, i) => {
      clock += after
      evolve(state, entryAt(i, [sent({ producer, sequence: i })], clock), most)
      logTime = Math.max(logTime, clock)
      if (producer >= 0) {
        last.delete(producer)
        last.set(producer, logTime)
      }
      const young = [...last].filter(([, time]) => time > logTime - DAY).slice(-most)
      expect([...state.producers.keys()]).toEqual(young.map(([id]) => id))
      for (const [id, known] of state.producers) {
        expect(known.lastTime).toBe(last.get(id))
        expect(isExpired(state, known, logTime)).toBe(false)
      }
    })
  })
})

describe('the limit', () => {
  test('counts after the whole entry, and lets the one silent for longest go', () => {
    const state = initialPartition(at(0))
    const three = [1, 2, 3].map((producer) => sent({ producer }))
    evolve(state, entryAt(0, three, 1_000), 2)
    expect([...state.producers.keys()]).toEqual([2, 3])
    evolve(state, entryAt(3, [sent({ producer: 2, sequence: 1 }), sent({ producer: 4 })], 1_000), 2)
    expect([...state.producers.keys()]).toEqual([2, 4])
  })
})

test('an entry that does not follow is refused and changes nothing', () => {
  const state = foldAll(initialPartition(at(0)), [entryAt(0, [sent({ producer: 1, count: 3 })], 1_000)])
  const before = contentsOf(state)
  for (const base of [0, 2, 4]) {
    expect(() => evolve(state, entryAt(base, [sent({ producer: 1, sequence: 3 })], 2_000))).toThrow(GapInLog)
    expect(contentsOf(state)).toEqual(before)
  }
})
