import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { baseOf, decodeEntry, encodeEntry, entryId, genesisId, isGenesis } from '#adapters/redis/entry'
import { keysOf } from '#adapters/redis/keys'
import { decodePosition, encodePosition, placeOf, positionAt } from '#adapters/redis/position'
import { readVarints, writeVarints } from '#adapters/redis/varint'
import { MAX_OFFSET, mark, offset } from '#domain/log/types'
import { topicId } from '#domain/topic/types'
import { batch, entry } from '#test/support/batches'

const anyOffset = fc.integer({ min: 0, max: MAX_OFFSET })
const anyBatch = fc.record({
  count: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  maxTimestamp: fc.integer({ min: -1, max: 2 ** 52 }),
  producerId: fc.integer({ min: -1, max: Number.MAX_SAFE_INTEGER - 1 }),
  producerEpoch: fc.integer({ min: -1, max: 32_767 }),
  baseSequence: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
  attributes: fc.integer({ min: 0, max: 0x7fff }),
  payload: fc.integer({ min: 0, max: 300 }),
})

describe('an entry', () => {
  test.prop([
    fc.array(anyBatch, { minLength: 1, maxLength: 5 }),
    anyOffset,
    fc.integer({ min: -1, max: 2 ** 52 }),
  ])('is read as it was written', (specs, base, running) => {
    const written = entry(specs.map((spec) => batch(spec)))
    const placed = { token: 'tok', running, bytesBefore: 7, ordinal: 3 }
    const flat = encodeEntry(written, placed).map((field) =>
      Array.isArray(field)
        ? Buffer.concat(field)
        : Buffer.isBuffer(field)
          ? field
          : Buffer.from(String(field)),
    )
    const found = decodeEntry([Buffer.from(entryId(offset(base))), flat])
    expect(found.batches).toEqual(written.batches.map(({ facts }) => facts))
    expect(found.records).toEqual(Buffer.concat(written.batches.map(({ records }) => records)))
    const highest = Math.max(...specs.map(({ maxTimestamp }) => maxTimestamp))
    expect(found).toMatchObject({
      base,
      highest,
      running: Math.max(running, highest),
      token: 'tok',
      bytesBefore: 7,
      ordinal: 3,
    })
    expect(found.end - found.base).toBe(specs.reduce((sum, { count }) => sum + count, 0))
  })

  test('of a version that is not understood is refused', () => {
    const flat = ['v', '2'].map((word) => Buffer.from(word))
    expect(() => decodeEntry([Buffer.from('1-0'), [...flat, Buffer.from('b'), Buffer.from('')]])).toThrow(
      /version 2/,
    )
  })

  test.prop([anyOffset])('has an id that gives its offset back, and that no marker has', (at) => {
    expect(baseOf(entryId(offset(at)))).toBe(at)
    expect(isGenesis(entryId(offset(at)))).toBe(false)
    expect(isGenesis(genesisId(offset(at)))).toBe(true)
  })
})

test.prop([fc.array(fc.maxSafeNat())])('varints are read as they were written', (values) => {
  expect(readVarints(writeVarints(values))).toEqual(values)
})

test.prop([anyOffset, fc.string(), fc.nat()])('a position survives a restart', (at, token, entries) => {
  const place = { segment: '0.0', entries, bytes: 3, highest: -1, running: 9, first: 4, lastId: '1-0', token }
  const position = decodePosition(encodePosition(positionAt(at, place)))
  expect(position.offset).toBe(at)
  expect(placeOf(position)).toEqual(place)
})

test('a position from before first timestamps were kept has none', () => {
  const place = { s: '0.0', n: 1, b: 3, h: -1, t: 9, i: '1-0', w: 'token' }
  expect(placeOf({ offset: offset(1), mark: mark(JSON.stringify(place)) })).toMatchObject({ first: -1 })
})

describe('keys', () => {
  const keys = keysOf('kedge')
  const tagOf = (key: string) => /\{([^}]+)\}/.exec(key)?.[1]

  test.prop([fc.string({ unit: 'binary' })])(
    'of a group are found again, whatever its name, with one hash tag',
    (groupId) => {
      const name = { kind: 'group', groupId: groupId.toWellFormed() } as const
      expect(keys.parse(keys.journal(name))).toEqual({ kind: 'journal', name })
      expect(keys.parse(keys.journalSnapshot(name))).toBeNull()
      expect(keys.parse(keys.offsets(name.groupId))).toBeNull()
      expect(tagOf(keys.journal(name))).toBe(tagOf(keys.journalSnapshot(name)))
      expect(tagOf(keys.journal(name))).toBe(tagOf(keys.offsets(name.groupId)))
      expect(tagOf(keys.journal(name))).toMatch(/^[\w-]+$/)
    },
  )

  test('of a partition are found again, with one hash tag', () => {
    const at = { topicId: topicId('AAAAAAAAAAAAAAAAAAAAAA'), partition: 12 }
    expect(keys.parse(keys.segment(at, '10.3'))).toEqual({ kind: 'segment', at })
    expect(keys.parse(keys.partition(at))).toEqual({ kind: 'partition', at })
    expect(keys.parse(keys.partitionSnapshot(at))).toBeNull()
    const tags = [keys.segment(at, '0.0'), keys.partition(at), keys.partitionSnapshot(at)].map(tagOf)
    expect(new Set(tags).size).toBe(1)
    const cluster = { kind: 'cluster' } as const
    expect(keys.parse(keys.journal(cluster))).toEqual({ kind: 'journal', name: cluster })
    expect(tagOf(keys.journal(cluster))).toBe(tagOf(keys.journalSnapshot(cluster)))
  })

  test('of other namespaces mean nothing', () => {
    expect(keys.parse(keysOf('kedge2').journal({ kind: 'cluster' }))).toBeNull()
    expect(keys.parse('kedge:else')).toBeNull()
    expect(keys.parse(keys.groups)).toBeNull()
  })
})
