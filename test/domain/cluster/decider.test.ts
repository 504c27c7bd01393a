import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { fromStored, toStored } from '#application/cluster/stored-events'
import { stateFromText, stateToText } from '#application/cluster/stored-state'
import { type ClusterCommand, decide, isAccountedFor } from '#domain/cluster/decider'
import { type ClusterEvent, FEATURE_LEVEL } from '#domain/cluster/events'
import { MAX_PARTITIONS } from '#domain/cluster/partition-cap'
import { type ClusterState, evolve, noCluster } from '#domain/cluster/state'
import { collisionKey } from '#domain/topic/name'
import { topicId } from '#domain/topic/types'
import { E } from '#shared/fp'
import { clusterCommands, clusterContents, creation } from '#test/support/model-cluster'

const eventsOf = (state: ClusterState, command: ClusterCommand): readonly ClusterEvent[] => {
  const verdict = decide(state, command)
  return E.isLeft(verdict) ? [] : verdict.right
}
const after = (...commands: readonly ClusterCommand[]): ClusterState =>
  commands.reduce((state, command) => eventsOf(state, command).reduce(evolve, state), formed)
const formed = evolve(noCluster, {
  type: 'cluster-formed',
  clusterId: 'c',
  featureLevel: FEATURE_LEVEL,
  at: 0,
})
const refusal = (state: ClusterState, command: ClusterCommand): string | undefined => {
  const verdict = decide(state, command)
  return E.isLeft(verdict) ? verdict.left.kind : undefined
}

describe('any commands', () => {
  test.prop([clusterCommands], { numRuns: 150 })(
    'replaying the events gives the state that was live',
    (script) => {
      let state = formed
      const events: ClusterEvent[] = []
      for (const command of script) {
        const before = clusterContents(state)
        const verdict = decide(state, command)
        expect(clusterContents(state)).toEqual(before)
        if (E.isLeft(verdict)) continue
        events.push(...verdict.right)
        state = verdict.right.reduce(evolve, state)
        if (verdict.right.length > 0) expect(clusterContents(state)).not.toEqual(before)
      }
      const replayed = events
        .map((event) => fromStored(JSON.parse(JSON.stringify(toStored(event)))))
        .reduce(evolve, formed)
      expect(clusterContents(replayed)).toEqual(clusterContents(state))
    },
  )

  /** The second topic has configs before the first one. */
  const configuredInTurn: ClusterCommand[] = [
    creation({ name: 'first', id: topicId('id-1') }),
    creation({ name: 'second', id: topicId('id-2'), configs: new Map([['retention.ms', '1000']]) }),
    {
      type: 'alter-configs',
      resource: { type: 'topic', name: 'first' },
      changes: [{ name: 'cleanup.policy', operation: 'set', value: 'compact' }],
      replacing: false,
    },
    ...[1, 2, 3, 4].map((at) => creation({ name: 'first', id: topicId('id-3'), at })),
  ]

  test.prop([clusterCommands], { numRuns: 100, examples: [[configuredInTurn]] })(
    'a snapshot anywhere and the rest give that state too',
    (script) => {
      const state = after(...script)
      for (let cut = 0; cut <= script.length; cut += 7) {
        const restored = stateFromText(stateToText(after(...script.slice(0, cut))))
        expect(clusterContents(restored)).toEqual(clusterContents(after(...script.slice(0, cut))))
        const continued = script
          .slice(cut)
          .reduce((s, command) => eventsOf(s, command).reduce(evolve, s), restored)
        expect(clusterContents(continued)).toEqual(clusterContents(state))
      }
    },
  )

  test.prop([clusterCommands], { numRuns: 100 })(
    'leave one topic to a name, also where "." and "_" are one, and no more partitions than the cap',
    (script) => {
      const { topics, byName, byCollisionKey, condemned } = after(...script)
      const all = [...topics.values()]
      expect(new Set(all.map(({ name }) => collisionKey(name))).size).toBe(all.length)
      expect([...byName.values()]).toEqual(all)
      expect([...byCollisionKey.values()]).toEqual(all.map(({ name }) => name))
      expect(all.reduce((sum, { partitions }) => sum + partitions, 0)).toBeLessThanOrEqual(MAX_PARTITIONS)
      for (const { id, partitions } of all) {
        expect(condemned.has(id)).toBe(false)
        expect(partitions).toBeGreaterThan(0)
      }
    },
  )
})

describe('a topic', () => {
  test('is made with the configs it is given', () => {
    const configs = new Map([['retention.ms', '5']])
    const state = after(creation({ partitions: 3, configs, at: 77 }))
    expect(state.byName.get('orders')).toEqual({
      id: 'id-1',
      name: 'orders',
      partitions: 3,
      configs: new Map([['retention.ms', '5']]),
      createdAt: 77,
    })
  })

  test.each([
    ['topic-exists', { name: 'orders' }],
    ['invalid-topic', { name: 'a/b' }],
    ['invalid-topic', { name: 'a_b' }],
    ['invalid-partitions', { partitions: 0 }],
    ['invalid-partitions', { partitions: -1 }],
    ['invalid-replication-factor', { replicationFactor: 0 }],
    ['invalid-replication-factor', { replicationFactor: -2 }],
    ['invalid-replication-factor', { replicationFactor: 0, partitions: 0 }],
    ['invalid-request', { partitions: 1, assignments: [[1]] }],
    ['invalid-request', { partitions: -1, replicationFactor: 1, assignments: [[1]] }],
    ['invalid-replica-assignment', { partitions: -1, assignments: [[1], []] }],
    ['invalid-config', { configs: new Map([['no.such', '1']]) }],
    ['invalid-config', { configs: new Map([['retention.ms', 'x']]) }],
    ['invalid-config', { configs: new Map([['retention.ms', null]]) }],
    ['policy-violation', { partitions: MAX_PARTITIONS - 1 }],
  ])('is refused with %s for %o', (kind, some) => {
    const state = after(creation(), creation({ name: 'a.b', id: topicId('id-2') }))
    expect(refusal(state, creation({ name: 'new', id: topicId('id-3'), ...some }))).toBe(kind)
  })

  test('fills the cap to the last partition', () => {
    const state = after(creation())
    const rest = { name: 'rest', id: topicId('id-2'), partitions: MAX_PARTITIONS - 1 }
    expect(refusal(state, creation(rest))).toBeUndefined()
  })

  test('takes as many partitions as replicas are assigned for', () => {
    const command = creation({ partitions: -1, assignments: [[1], [2], [1, 2]] })
    expect(after(command).byName.get('orders')?.partitions).toBe(3)
  })

  test('deleted is gone, gives back its name and the one that collides, and is condemned until its logs are removed', () => {
    const id = topicId('id-1')
    const made = creation({ name: 'a.b', partitions: 4 })
    const deleted = after(made, { type: 'delete-topic', id })
    expect(deleted).toMatchObject({ topics: new Map(), byName: new Map(), condemned: new Map([[id, 4]]) })
    expect(refusal(deleted, creation({ name: 'a_b', id: topicId('id-2') }))).toBeUndefined()
    expect(refusal(deleted, { type: 'delete-topic', id })).toBe('unknown-topic')
    const buried = after(made, { type: 'delete-topic', id }, { type: 'record-logs-removed', id })
    expect(buried.condemned.size).toBe(0)
    expect(eventsOf(buried, { type: 'record-logs-removed', id })).toEqual([])
  })
})

test('a cluster is formed once', () => {
  const form = { type: 'form-cluster', clusterId: 'x', at: 5 } as const
  expect(eventsOf(noCluster, form)).toEqual([
    { type: 'cluster-formed', clusterId: 'x', featureLevel: FEATURE_LEVEL, at: 5 },
  ])
  expect(refusal(formed, form)).toBe('cluster-exists')
})

describe('writers', () => {
  const enlist = (incarnation: string, history: string) =>
    ({ type: 'enlist-writer', incarnation, history }) as const
  const vouch = (incarnation: string, from: string, to: string) =>
    ({ type: 'vouch', incarnation, from, to }) as const
  const signOff = (incarnation: string) => ({ type: 'sign-off', incarnation }) as const

  test('a history is accounted for when each of its writers has vouched or signed off', () => {
    const both = [enlist('a', 'h1'), enlist('b', 'h1')]
    expect(isAccountedFor(after(...both), 'h1')).toBe(false)
    expect(isAccountedFor(after(...both, vouch('a', 'h1', 'h2')), 'h1')).toBe(false)
    const done = after(...both, vouch('a', 'h1', 'h2'), signOff('b'))
    expect(isAccountedFor(done, 'h1')).toBe(true)
    expect(isAccountedFor(done, 'h2')).toBe(false)
    expect(isAccountedFor(after(...both, vouch('a', 'h1', 'h2'), signOff('b'), signOff('a')), 'h2')).toBe(
      true,
    )
  })

  test('nothing is written twice, nor for who has signed off', () => {
    const state = after(enlist('a', 'h1'))
    expect(eventsOf(state, enlist('a', 'h1'))).toEqual([])
    expect(eventsOf(state, vouch('a', 'h9', 'h1'))).toEqual([])
    const left = after(enlist('a', 'h1'), signOff('a'))
    expect(eventsOf(left, vouch('a', 'h1', 'h2'))).toEqual([])
    expect(eventsOf(left, signOff('a'))).toEqual([])
  })
})
