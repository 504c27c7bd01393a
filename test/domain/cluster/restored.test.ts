import { afterEach, describe, expect, test, vi } from 'vitest'
import { stateFromText, stateToText } from '#application/cluster/stored-state'
import { type Remembered, restored } from '#domain/cluster/restored'
import { topicId, topicName } from '#domain/topic/types'

const remembered = (many: number): Remembered => {
  const all = Array.from({ length: many }, (_, i) => i)
  return {
    clusterId: 'c',
    featureLevel: 2,
    topics: all.map((i) => ({
      id: topicId(`t${i}`),
      name: topicName(`topic.${i}`),
      partitions: 1,
      configs: new Map(i % 2 === 0 ? [['retention.ms', `${i}`]] : []),
      createdAt: i,
    })),
    configs: [
      [{ type: 'broker', key: '' }, new Map([['log.segment.bytes', '1048576']])],
      ...all.map(
        (i) =>
          [{ type: 'group', key: `g${i}` }, new Map([['consumer.session.timeout.ms', '50000']])] as const,
      ),
    ],
    condemned: new Map(),
    unaccounted: new Map(),
  }
}

describe('a state of 10,000 topics and 10,000 groups', () => {
  const state = restored(remembered(10_000))

  test('is whole', () => {
    expect(state.topics.size).toBe(10_000)
    expect([...state.byName.values()]).toEqual([...state.topics.values()])
    expect(state.byCollisionKey.get('topic_9')).toBe('topic.9')
    expect(state.configs.topic.size).toBe(5_000)
    expect(state.configs.group.size).toBe(10_000)
    expect(state.byName.get('topic.8')?.configs).toEqual(
      new Map([
        ['segment.bytes', '1048576'],
        ['retention.ms', '8'],
      ]),
    )
    expect(state.byName.get('topic.9')?.configs).toEqual(new Map([['segment.bytes', '1048576']]))
  })

  test('is the same after it was a text', () => {
    const text = stateToText(state)
    expect(stateToText(stateFromText(text))).toBe(text)
  })
})

describe('building it', () => {
  afterEach(() => void vi.restoreAllMocks())

  /** Entries that are put into maps, also into those that begin as copies: `Map` calls its own `set` for them. */
  const entriesPut = (many: number): number => {
    const text = stateToText(restored(remembered(many)))
    const put = vi.spyOn(Map.prototype, 'set')
    stateFromText(text)
    const { length } = put.mock.calls
    put.mockRestore()
    return length
  }

  test('takes twice as many entries for twice as many topics and groups', () => {
    const once = entriesPut(100)
    expect(once).toBeGreaterThan(400)
    expect(entriesPut(200)).toBeLessThanOrEqual(2 * once)
  })
})
