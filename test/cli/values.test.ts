import { describe, expect, test } from 'vitest'
import { murmur2, partitionOf } from '#cli/records/murmur2'
import { pair, place, topicPartitions } from '#cli/values'
import { decode, type t } from '#shared/codec'
import { E } from '#shared/fp'

const read = <A>(type: t.Decoder<unknown, A>, raw: string): A | 'refused' => {
  const value = decode(type, raw)
  return E.isRight(value) ? value.right : 'refused'
}

describe('a place in a partition', () => {
  test.each([
    ['earliest', { kind: 'earliest' }],
    ['latest', { kind: 'latest' }],
    ['0', { kind: 'offset', offset: 0n }],
    ['9007199254740993', { kind: 'offset', offset: 9007199254740993n }],
    ['90s', { kind: 'ago', ms: 90_000 }],
    ['7d', { kind: 'ago', ms: 604_800_000 }],
    ['2026-01-31', { kind: 'time', at: Date.UTC(2026, 0, 31) }],
    ['2026-01-31T12:00:00+02:00', { kind: 'time', at: Date.UTC(2026, 0, 31, 10) }],
    ['@1750000000000', { kind: 'time', at: 1_750_000_000_000 }],
    ['-1', 'refused'],
    ['tomorrow', 'refused'],
    ['2026-13-31', 'refused'],
    ['1w', 'refused'],
    ['', 'refused'],
  ])('%s', (raw, expected) => {
    expect(read(place, raw)).toEqual(expected)
  })
})

test.each([
  ['a=b', { name: 'a', value: 'b' }],
  ['a=', { name: 'a', value: '' }],
  ['a=b=c', { name: 'a', value: 'b=c' }],
  ['a', 'refused'],
  ['=b', 'refused'],
])('the pair %s', (raw, expected) => {
  expect(read(pair, raw)).toEqual(expected)
})

test.each([
  ['orders', { topic: 'orders', partitions: null }],
  ['orders:0,12', { topic: 'orders', partitions: [0, 12] }],
  ['orders:', 'refused'],
  [':1', 'refused'],
  ['orders:x', 'refused'],
])('the partitions %s', (raw, expected) => {
  expect(read(topicPartitions, raw)).toEqual(expected)
})

// What org.apache.kafka.common.utils.Utils.murmur2 answers.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('the hash of %j is that of Java, %i', (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash)
  expect(partitionOf(Buffer.from(text), 7)).toBe((hash & 0x7fffffff) % 7)
})
