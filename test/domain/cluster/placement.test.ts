import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { leaderOf, rendezvous } from '#domain/cluster/placement'
import { topicId } from '#domain/topic/types'

const keys = Array.from({ length: 1_000 }, (_, i) => `key-${i}`)
const brokers = (...ids: readonly number[]) => ids.map((id) => ({ id }))
const placed = (ids: readonly number[]) => keys.map((key) => rendezvous(key, brokers(...ids))?.id)

const someIds = fc.uniqueArray(fc.nat({ max: 2 ** 31 - 1 }), { minLength: 2, maxLength: 8 })

test.prop([someIds], { numRuns: 40 })('only keys of the broker that comes or goes move', (ids) => {
  const [joining, ...before] = ids
  const [old, now] = [placed(before), placed(ids)]
  keys.forEach((_, i) => expect(now[i] === old[i] || now[i] === joining).toBe(true))
})

test.prop([someIds], { numRuns: 40 })('the order in which brokers are listed does not matter', (ids) => {
  expect(placed([...ids].reverse())).toEqual(placed(ids))
})

describe('a thousand keys', () => {
  test.each([2, 3, 5, 10])('over %i brokers are within 30 % of even', (count) => {
    const ids = Array.from({ length: count }, (_, i) => i + 1)
    const held = new Map(ids.map((id) => [id, 0]))
    for (const id of placed(ids)) held.set(id!, held.get(id!)! + 1)
    for (const share of held.values()) {
      expect(share).toBeGreaterThan((0.7 * keys.length) / count)
      expect(share).toBeLessThan((1.3 * keys.length) / count)
    }
  })
})

test('the partitions of one topic are spread', () => {
  const leaders = Array.from({ length: 12 }, (_, partition) =>
    leaderOf({ topicId: topicId('AAAAAAAAAAAAAAAAAAAAAA'), partition }, brokers(1, 2, 3)),
  )
  expect(new Set(leaders.map((broker) => broker?.id)).size).toBe(3)
})

test('without brokers there is none', () => {
  expect(rendezvous('key', [])).toBeUndefined()
})
