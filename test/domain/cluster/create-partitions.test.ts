import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type ClusterCommand, decide } from '#domain/cluster/decider'
import { MAX_PARTITIONS } from '#domain/cluster/partition-cap'
import { type ClusterState, evolve, noCluster } from '#domain/cluster/state'
import { topicId } from '#domain/topic/types'
import { E } from '#shared/fp'
import { creation } from '#test/support/model-cluster'

const id = topicId('id-1')
const growth = (
  count: number,
  assignments: readonly (readonly number[])[] | null = null,
): ClusterCommand => ({
  type: 'create-partitions',
  id,
  count,
  assignments,
})
const apply = (state: ClusterState, command: ClusterCommand): ClusterState => {
  const verdict = decide(state, command)
  return E.isLeft(verdict) ? state : verdict.right.reduce(evolve, state)
}
const ofThree = apply(noCluster, creation({ id, partitions: 3, configs: new Map([['retention.ms', '5']]) }))

describe('a topic', () => {
  test('grows, and is the same in all else', () => {
    const grown = apply(ofThree, growth(5))
    expect(grown.topics.get(id)).toEqual({ ...ofThree.topics.get(id), partitions: 5 })
    expect(grown.byName.get('orders')).toEqual(grown.topics.get(id))
  })

  test('that has grown and is deleted leaves all of its logs to be removed', () => {
    const gone = apply(apply(ofThree, growth(5)), { type: 'delete-topic', id })
    expect(gone.condemned).toEqual(new Map([[id, 5]]))
    expect(evolve(gone, { type: 'partitions-created', id, partitions: 7 })).toEqual(gone)
  })

  test('grows by as many partitions as replicas are assigned for', () => {
    expect(apply(ofThree, growth(5, [[1], [2, 3]])).topics.get(id)?.partitions).toBe(5)
  })

  // The texts are Apache Kafka 4.3's; compat/partitions.test.ts asks it for them.
  test.each([
    ['invalid-partitions', 'Topic already has 3 partition(s).', growth(3)],
    [
      'invalid-partitions',
      'The topic orders currently has 3 partition(s); 2 would not be an increase.',
      growth(2),
    ],
    [
      'invalid-partitions',
      'The topic orders currently has 3 partition(s); -1 would not be an increase.',
      growth(-1),
    ],
    [
      'invalid-replica-assignment',
      'Attempted to add 2 additional partition(s), but only 1 assignment(s) were specified.',
      growth(5, [[1]]),
    ],
    [
      'invalid-replica-assignment',
      'The manual partition assignment includes an empty replica list.',
      growth(5, [[1], []]),
    ],
    [
      'policy-violation',
      'The cluster would have 10001 partitions, more than 10000.',
      growth(MAX_PARTITIONS + 1),
    ],
  ])('is refused with %s: %s', (kind, message, command) => {
    expect(decide(ofThree, command)).toEqual(E.left({ kind, message }))
  })

  test('fills the cap to the last partition', () => {
    expect(apply(ofThree, growth(MAX_PARTITIONS)).topics.get(id)?.partitions).toBe(MAX_PARTITIONS)
  })

  test('that is not there cannot grow', () => {
    expect(decide(noCluster, growth(5))).toEqual(E.left({ kind: 'unknown-topic' }))
  })
})

test.prop([fc.array(fc.integer({ min: -2, max: 40 }), { maxLength: 20 })])(
  'whoever asks, in whatever order: a topic never shrinks, and is as large as the largest that was asked for',
  (counts) => {
    let state = ofThree
    for (const count of counts) {
      const before = state.topics.get(id)?.partitions ?? 0
      state = apply(state, growth(count))
      expect(state.topics.get(id)?.partitions).toBe(Math.max(before, count))
    }
  },
)
