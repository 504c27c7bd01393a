import { describe, expect, test } from 'vitest'
import { keyDigest, keyMap } from '#domain/compaction/key-map'
import { batchVerdict, isKept, type JudgedBatch, type KeyedRecord } from '#domain/compaction/retention'
import { offset } from '#domain/log/types'

const NOW = 1_000
const key = (n: number) => keyDigest(new Uint8Array(16).fill(n))
const keys = keyMap(10)
keys.enter(key(1), 7)
keys.enter(key(2), 9)
const mapped = { keys, end: offset(10) }

const batch = (some: Partial<JudgedBatch> = {}): JudgedBatch => ({
  end: offset(5),
  isControl: false,
  deleteHorizon: null,
  records: 3,
  ...some,
})
const record = (at: number, some: Partial<KeyedRecord> = {}): KeyedRecord => ({
  offset: offset(at),
  key: key(1),
  isTombstone: false,
  ...some,
})

describe('a record stays', () => {
  test.each([
    ['that is the last of its key', record(7), true],
    ['that is not', record(6), false],
    ['whose key is nowhere else', record(3, { key: key(3) }), true],
    ['without a key', record(3, { key: null }), false],
    ['behind the map, without a key', record(10, { key: null }), true],
    ['behind the map, though its key is in it', record(12), true],
  ])('one %s', (_, it, stays) => {
    expect(isKept(it, batch(), mapped, NOW)).toBe(stays)
  })

  test('that is a tombstone, until the horizon of its batch', () => {
    const tombstone = record(7, { isTombstone: true })
    const until = (deleteHorizon: number | null) => isKept(tombstone, batch({ deleteHorizon }), mapped, NOW)
    expect([until(null), until(NOW + 1), until(NOW), until(NOW - 1)]).toEqual([true, true, false, false])
    expect(isKept(record(6, { isTombstone: true }), batch(), mapped, NOW)).toBe(false)
  })

  test('that is a marker, whatever its key says', () => {
    expect(isKept(record(1), batch({ isControl: true }), mapped, NOW)).toBe(true)
  })
})

describe('a batch', () => {
  const time = { now: NOW, deleteRetentionMs: 50 }
  const verdict = (some: Partial<JudgedBatch>, records: number, hasTombstone = false) =>
    batchVerdict(batch(some), { records, hasTombstone }, mapped, time)

  test('of which all stays is as it was', () => {
    expect(verdict({}, 3)).toEqual({ kind: 'as-is' })
    expect(verdict({ deleteHorizon: 5 }, 3, true)).toEqual({ kind: 'as-is' })
    expect(verdict({ isControl: true }, 3, true)).toEqual({ kind: 'as-is' })
  })

  test('is given a horizon when its tombstones are seen first, also if all of it stays', () => {
    expect(verdict({}, 3, true)).toEqual({ kind: 'rebuild', deleteHorizon: NOW + 50 })
    expect(verdict({}, 2, true)).toEqual({ kind: 'rebuild', deleteHorizon: NOW + 50 })
  })

  test('keeps the horizon that it has', () => {
    expect(verdict({ deleteHorizon: 5 }, 1, true)).toEqual({ kind: 'rebuild', deleteHorizon: 5 })
    expect(verdict({ deleteHorizon: 5 }, 1)).toEqual({ kind: 'rebuild', deleteHorizon: 5 })
    expect(verdict({}, 1)).toEqual({ kind: 'rebuild', deleteHorizon: null })
  })

  test('of which nothing stays is dropped, but for the last of the pass', () => {
    expect(verdict({}, 0)).toEqual({ kind: 'drop' })
    expect(verdict({ records: 0 }, 0)).toEqual({ kind: 'drop' })
    expect(verdict({ end: offset(10) }, 0)).toEqual({ kind: 'empty' })
    expect(verdict({ end: offset(10), records: 0 }, 0)).toEqual({ kind: 'as-is' })
  })
})
