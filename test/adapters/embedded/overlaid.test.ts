import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { overlaid } from '#adapters/embedded/overlaid'
import { overlay } from '#adapters/embedded/overlay'
import type { Change, KeyRange, Reader, Table } from '#adapters/embedded/tables'

/** What an environment would answer, the plain way. */
const readerOf = (changes: readonly Change[]): Reader => {
  const range = (table: Table, { from, to, backwards = false, limit }: KeyRange) => {
    const newest = new Map(
      changes
        .filter((change) => change.table === table)
        .map(({ key, value }) => [key.toString('hex'), { key, value }]),
    )
    const present = [...newest.values()].flatMap(({ key, value }) => (value === null ? [] : [{ key, value }]))
    const sorted = present.toSorted((a, b) => (backwards ? -1 : 1) * Buffer.compare(a.key, b.key))
    const ahead = (a: Buffer, b: Buffer) => (backwards ? -1 : 1) * Buffer.compare(a, b)
    return sorted
      .filter(({ key }) => ahead(key, from) >= 0 && (to === undefined || ahead(key, to) < 0))
      .slice(0, limit)
  }
  return {
    get: (table, key) =>
      changes.findLast((change) => change.table === table && change.key.equals(key))?.value ?? undefined,
    keys: (table, keys) => range(table, keys).map(({ key }) => key),
    range,
  }
}

const key = fc
  .array(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), { minLength: 1, maxLength: 3 })
  .map((bytes) => Buffer.from(bytes))
const table = fc.constantFrom<Table>('facts', 'entries')
const change = fc.record({
  table,
  key,
  value: fc.option(
    fc.nat(99).map((number) => Buffer.from(`${number}`)),
    { freq: 3 },
  ),
})
const changes = fc.array(change, { maxLength: 40 })
const ranges = fc.record(
  { from: key, to: key, backwards: fc.boolean(), limit: fc.integer({ min: 1, max: 5 }) },
  { requiredKeys: ['from'] },
)

describe('what lies over the environment', () => {
  test.prop([changes, changes, changes, table, key, ranges])(
    'reads as if it had been written there',
    (below, older, newer, wanted, at, range) => {
      const [first, second] = [overlay(), overlay()]
      for (const each of newer) first.put(each)
      for (const each of older) second.put(each)
      const whole = readerOf([...below, ...older, ...newer])
      const reader = overlaid(readerOf(below), () => [first, second])
      expect(reader.get(wanted, at)).toEqual(whole.get(wanted, at))
      expect([...reader.keys(wanted, range)]).toEqual([...whole.keys(wanted, range)])
      expect([...reader.range(wanted, range)].map(({ key, value }) => ({ key, value }))).toEqual([
        ...whole.range(wanted, range),
      ])
    },
  )

  test.prop(
    [fc.uniqueArray(fc.nat(5_000), { minLength: 900, maxLength: 1_500 }), fc.nat(5_000), fc.boolean()],
    {
      numRuns: 20,
    },
  )('is in order, however much of it there is', (numbers, from, backwards) => {
    const keyOf = (number: number) => Buffer.of(number >> 8, number & 0xff)
    const layer = overlay()
    for (const number of numbers) layer.put({ table: 'facts', key: keyOf(number), value: null })
    const expected = numbers
      .filter((number) => (backwards ? number <= from : number >= from))
      .toSorted((a, b) => (backwards ? b - a : a - b))
    const found = [...layer.range('facts', { from: keyOf(from), backwards })]
    expect(found.map((each) => each.key.readUInt16BE())).toEqual(expected)
    expect(layer.size()).toBe(numbers.length)
  })

  test('lets go of the environment when it is left early', () => {
    let open = 0
    function* keys() {
      open++
      try {
        for (let i = 0; ; i++) yield Buffer.of(i)
      } finally {
        open--
      }
    }
    const layer = overlay()
    layer.put({ table: 'facts', key: Buffer.of(1), value: Buffer.of(1) })
    const reader = overlaid({ ...readerOf([]), keys }, () => [layer])
    expect([...reader.keys('facts', { from: Buffer.of(0), limit: 3 })]).toHaveLength(3)
    for (const found of reader.keys('facts', { from: Buffer.of(0) })) if (found[0] === 2) break
    expect(open).toBe(0)
  })
})
