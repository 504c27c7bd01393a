import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { partitionFromText, partitionToText } from '#application/produce/stored-partition'
import { admit } from '#domain/log/admission'
import { initialPartition } from '#domain/log/partition-state'
import type { BatchFacts, EntryFacts } from '#domain/log/types'
import { StoreCorrupt } from '#ports/store-errors'
import { at, entryAt, sent } from '#test/support/batch-facts'
import { contentsOf, foldAll } from '#test/support/model-partition'
import { beginning, deed, played } from '#test/support/model-producers'

const DAY = 86_400_000

test.prop(
  [
    fc.array(deed, { minLength: 1, maxLength: 40 }),
    beginning,
    fc.array(fc.integer({ min: 0, max: DAY / 2 }), { minLength: 40, maxLength: 40 }),
  ],
  { numRuns: 60 },
)('a snapshot anywhere and the entries after it give the state of all entries', (deeds, begin, pauses) => {
  const appended: readonly BatchFacts[] = played(deeds, begin)
    .filter(({ expected }) => expected.kind === 'append')
    .map(({ facts }) => facts)
  let end = 0
  let time = 1_000
  const entries = appended.map((facts, i): EntryFacts => {
    const entry = entryAt(end, [facts], (time += pauses[i]!))
    end = entry.next.offset
    return entry
  })
  const whole = contentsOf(foldAll(initialPartition(at(0)), entries))
  for (let cut = 0; cut <= entries.length; cut++) {
    const prefix = foldAll(initialPartition(at(0)), entries.slice(0, cut))
    const restored = partitionFromText({ position: prefix.position, state: partitionToText(prefix) })
    expect(contentsOf(restored)).toEqual(contentsOf(prefix))
    expect(contentsOf(foldAll(restored, entries.slice(cut)))).toEqual(whole)
  }
})

test('a snapshot of who remembers for long is judged by the rule of who reads it', () => {
  const state = foldAll(initialPartition(at(0)), [entryAt(0, [sent({ producer: 1, sequence: 5 })], 1_000)])
  const restored = partitionFromText({ position: state.position, state: partitionToText(state) }, 50)
  const retry = sent({ producer: 1, sequence: 5 })
  expect(admit(restored, [retry], 1_049)[0]?.kind).toBe('duplicate')
  expect(admit(restored, [retry], 1_050)[0]?.kind).toBe('append')
})

describe('what is no snapshot', () => {
  const batch = '[0,0,5]'
  test.each([
    '',
    '{',
    'null',
    '{}',
    '{"logTime":1}',
    '{"logTime":"1","producers":[]}',
    '{"logTime":1,"producers":[[1,2,3]]}',
    '{"logTime":1,"producers":[[1,2,3,4,[]]]}',
    '{"logTime":1,"producers":[[1,2,3,4,[0,0]]]}',
    `{"logTime":1,"producers":[[1,2,3,4,[0,0,5,1]],[2,2,3,4,${batch}]]}`,
  ])('%s is corrupt', (state) => {
    expect(() => partitionFromText({ position: at(1), state })).toThrow(StoreCorrupt)
  })
})
