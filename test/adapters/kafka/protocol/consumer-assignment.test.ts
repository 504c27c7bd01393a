import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { assignedPartitions } from '#adapters/kafka/protocol/consumer-assignment'

const read = (hex: string) => assignedPartitions(Buffer.from(hex, 'hex'))

/** Version 0, orders: 0, 2 and größe: 1, no user data. */
const written =
  '0000' +
  '00000002' +
  '00066f7264657273000000020000000000000002' +
  '00076772c3b6c39f650000000100000001' +
  'ffffffff'

describe('the partitions of an assignment', () => {
  test('are read', () => {
    expect(read(written)).toEqual([
      { topic: 'orders', partitions: [0, 2] },
      { topic: 'größe', partitions: [1] },
    ])
  })

  test('are none where a member got none', () => {
    expect(read('000000000000ffffffff')).toEqual([])
  })

  test('are read in versions to come, and where what follows is left out', () => {
    expect(read(`0007${written.slice(4)}00`)).toHaveLength(2)
    expect(read(written.slice(0, -8))).toHaveLength(2)
  })
})

describe('what is no assignment', () => {
  test.each([
    ['nothing', ''],
    ['a negative version', `ffff${written.slice(4)}`],
    ['a list cut short', written.slice(0, 40)],
    ['a list longer than memory', '00007fffffff'],
  ])('has no partitions: %s', (_, hex) => {
    expect(read(hex)).toBeNull()
  })

  test.prop([fc.uint8Array({ maxLength: 60 })])('never throws', (bytes) => {
    const topics = assignedPartitions(Buffer.from(bytes))
    expect(topics === null || topics.every(({ partitions }) => Array.isArray(partitions))).toBe(true)
  })
})
