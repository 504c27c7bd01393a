import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type MemoryData, memoryData } from '#adapters/memory/data'
import { memoryStore } from '#adapters/memory/store'
import { openCatalog } from '#application/cluster/catalog'
import { buryCondemned, topicsOf } from '#application/cluster/topics'
import type { CreateTopic } from '#application/topics'
import type { Store } from '#ports/store'
import { OutcomeUnknown, StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { controlled } from '#test/support/controlled'
import { MORNING, manualTime } from '#test/support/manual-time'
import { scheduled } from '#test/support/scheduled'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'

let ids = 0
const random = { token: () => `topic-${++ids}`, positiveInt: () => 1 }

const broker = async ({ journal, log }: Pick<Store, 'journal' | 'log'>, autoCreate = true) => {
  const catalog = await openCatalog(
    { journal, logger: silentLogger, onOtherCluster: () => {} },
    { clusterId: 'c', at: 0 },
  )
  const { clock } = manualTime()
  const deps = { catalog, log, clock, random, logger: silentLogger, defaultPartitions: 2, autoCreate }
  return { catalog, deps, topics: topicsOf(deps) }
}
const given = async (autoCreate = true) => {
  const data = memoryData()
  const store = memoryStore(stampingCodec, data)
  const [journal, log] = [controlled(store.journal), controlled(store.log)]
  const parts = await broker({ journal: journal.port, log: log.port }, autoCreate)
  return { ...parts, data, store, journal, log }
}
const asked = (some: Partial<CreateTopic> = {}): CreateTopic => ({
  name: 'orders',
  partitions: 3,
  replicationFactor: 1,
  assignments: [],
  configs: new Map(),
  validateOnly: false,
  ...some,
})
const made = async (created: ReturnType<Awaited<ReturnType<typeof given>>['topics']['create']>) => {
  const outcome = await created
  if (E.isLeft(outcome)) throw new Error(outcome.left.kind)
  return outcome.right
}
const logsOf = (data: MemoryData) => [...data.logs.keys()].toSorted()
const away = { rejects: new StoreUnavailable('away') }

describe('creating a topic', () => {
  test('makes it known everywhere, with its logs, as the catalog has it', async () => {
    const { topics, catalog, data, store } = await given()
    const topic = await made(topics.create(asked({ configs: new Map([['retention.ms', '7']]) })))
    expect(topic).toEqual({
      id: expect.any(String),
      name: 'orders',
      partitions: 3,
      configs: new Map([['retention.ms', '7']]),
      createdAt: MORNING,
    })
    expect(topics.known({ name: 'orders' })).toEqual(topic)
    expect(catalog.state().topics.get(topic.id)).toEqual(topic)
    expect(logsOf(data)).toEqual([0, 1, 2].map((p) => `${topic.id}:${p}`))
    const { topics: elsewhere } = await broker(store)
    expect(await elsewhere.find({ name: 'orders' })).toEqual(topic)
    expect(await elsewhere.find({ id: topic.id })).toEqual(topic)
  })

  test('makes the logs before anybody knows of it', async () => {
    const { topics, log, journal } = await given()
    const appends = journal.calls('append').length
    log.always('create', () => {
      expect(journal.calls('append')).toHaveLength(appends)
      return { after: () => Promise.resolve() }
    })
    await made(topics.create(asked({ partitions: 70 })))
    expect(log.calls('create')).toHaveLength(70)
    expect(log.mostAtOnce('create')).toBeLessThanOrEqual(32)
    expect(journal.calls('append')).toHaveLength(appends + 1)
  })

  test('takes the default number of partitions, unless replicas are assigned', async () => {
    const { topics } = await given()
    expect((await made(topics.create(asked({ partitions: -1 })))).partitions).toBe(2)
    const assigned = { name: 'assigned', partitions: -1, replicationFactor: -1, assignments: [[1], [1], [1]] }
    expect((await made(topics.create(asked(assigned)))).partitions).toBe(3)
  })

  test('only to validate makes nothing, and finds the same faults', async () => {
    const { topics, data } = await given()
    expect(await made(topics.create(asked({ validateOnly: true })))).toMatchObject({ name: 'orders' })
    expect(await topics.find({ name: 'orders' })).toBeNull()
    expect(data.logs.size).toBe(0)
    await made(topics.create(asked()))
    expect(await topics.create(asked({ validateOnly: true }))).toMatchObject({
      left: { kind: 'topic-exists' },
    })
  })

  test.each([
    ['invalid-topic', { name: 'a/b' }],
    ['invalid-partitions', { partitions: 0 }],
    ['invalid-config', { configs: new Map([['x', '1']]) }],
  ])('that is refused as %s makes no log', async (kind, some) => {
    const { topics, log } = await given()
    expect(await topics.create(asked(some))).toMatchObject({ left: { kind } })
    expect(log.calls('create')).toHaveLength(0)
  })

  test('that loses a race leaves no logs', async () => {
    const { topics, data, store, journal } = await given()
    const { topics: other } = await broker(store)
    journal.next('append', { after: () => other.create(asked({ partitions: 1 })) })
    expect(await topics.create(asked())).toMatchObject({ left: { kind: 'topic-exists' } })
    const winner = await topics.find({ name: 'orders' })
    expect(logsOf(data)).toEqual([`${winner?.id}:0`])
  })

  test.each(['create', 'append'] as const)('that fails to %s leaves no logs', async (method) => {
    const { topics, data, log, journal } = await given()
    if (method === 'create') log.next('create', { after: () => Promise.resolve() }, away)
    else journal.next('append', away)
    await expect(topics.create(asked())).rejects.toThrow(StoreUnavailable)
    expect(data.logs.size).toBe(0)
    expect(await topics.find({ name: 'orders' })).toBeNull()
    expect((await made(topics.create(asked()))).partitions).toBe(3)
  })

  test('whose outcome is not known keeps its logs: it may exist', async () => {
    const { topics, data, journal } = await given()
    journal.next('append', { happensAndRejects: new OutcomeUnknown('?') })
    await expect(topics.create(asked())).rejects.toThrow(OutcomeUnknown)
    const topic = await topics.find({ name: 'orders' })
    expect(logsOf(data)).toEqual([0, 1, 2].map((p) => `${topic?.id}:${p}`))
  })

  test('that fails tells so even when its logs cannot be removed', async () => {
    const { topics, log, journal } = await given()
    journal.next('append', away)
    log.always('remove', () => ({ rejects: new Error('also away') }))
    await expect(topics.create(asked())).rejects.toThrow(StoreUnavailable)
  })
})

describe('finding a topic', () => {
  test('asks the store before it says that there is none, and only then', async () => {
    const { topics, journal, store } = await given()
    await made(topics.create(asked()))
    const reads = journal.calls('read').length
    expect(await topics.find({ name: 'orders' })).not.toBeNull()
    expect(journal.calls('read')).toHaveLength(reads)
    expect(await topics.find({ name: 'none' })).toBeNull()
    expect(journal.calls('read')).toHaveLength(reads + 1)
    const { topics: other } = await broker(store)
    await made(other.create(asked({ name: 'fresh' })))
    expect(await topics.find({ name: 'fresh' })).toMatchObject({ name: 'fresh' })
  })

  test('never says that there is none while the store is away', async () => {
    const { topics, journal } = await given()
    journal.always('read', () => away)
    await expect(topics.find({ name: 'orders' })).rejects.toThrow(StoreUnavailable)
  })

  test('lists all by name', async () => {
    const { topics } = await given()
    for (const name of ['b', 'c', 'a']) await made(topics.create(asked({ name })))
    expect(topics.all().map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })
})

describe('finding or creating', () => {
  test('finds what is there and creates what is not', async () => {
    const { topics } = await given()
    const created = await topics.findOrCreate('auto')
    expect(created).toMatchObject({ right: { name: 'auto', partitions: 2 } })
    expect(await topics.findOrCreate('auto')).toEqual(created)
    expect(await topics.findOrCreate('a/b')).toMatchObject({ left: { kind: 'invalid-topic' } })
  })

  test('creates nothing when that is not allowed', async () => {
    const { topics, data } = await given(false)
    expect(await topics.findOrCreate('auto')).toEqual(E.left({ kind: 'unknown-topic' }))
    expect(data.logs.size).toBe(0)
  })

  test('finds the one that somebody else has just made', async () => {
    const { topics, store, journal } = await given()
    const { topics: other } = await broker(store)
    journal.next('append', { after: () => other.create(asked({ name: 'auto', partitions: 5 })) })
    expect(await topics.findOrCreate('auto')).toMatchObject({ right: { partitions: 5 } })
  })
})

describe('deleting a topic', () => {
  test('removes it, then its logs', async () => {
    const { topics, catalog, data, log } = await given()
    const topic = await made(topics.create(asked()))
    log.always('remove', () => {
      expect(catalog.state().topics.size).toBe(0)
      return { after: () => Promise.resolve() }
    })
    expect(await topics.delete({ id: topic.id })).toEqual(E.right(topic))
    expect(data.logs.size).toBe(0)
    expect(catalog.state().condemned.size).toBe(0)
    expect(await topics.delete({ id: topic.id })).toEqual(E.left({ kind: 'unknown-topic' }))
    expect(await topics.find({ name: 'orders' })).toBeNull()
  })

  test('is told done when its logs cannot be removed yet: the next start buries them', async () => {
    const { topics, data, log, store, catalog } = await given()
    const topic = await made(topics.create(asked()))
    log.next('remove', { after: () => Promise.resolve() }, away)
    expect(await topics.delete({ name: 'orders' })).toEqual(E.right(topic))
    expect(catalog.state().condemned).toEqual(new Map([[topic.id, 3]]))
    expect(data.logs.size).toBeGreaterThan(0)
    const restarted = await broker(store)
    await buryCondemned(restarted.deps)
    expect(data.logs.size).toBe(0)
    expect(restarted.catalog.state().condemned.size).toBe(0)
  })

  test('of the same name made again takes nothing of the old', async () => {
    const { topics, data } = await given()
    const old = await made(topics.create(asked()))
    await topics.delete({ name: 'orders' })
    const again = await made(topics.create(asked({ partitions: 1 })))
    expect(again.id).not.toBe(old.id)
    expect(logsOf(data)).toEqual([`${again.id}:0`])
  })
})

test.prop(
  [
    fc.scheduler(),
    fc.array(
      fc.record({
        by: fc.nat({ max: 1 }),
        name: fc.constantFrom('a.x', 'a_x', 'b'),
        does: fc.constantFrom('create', 'findOrCreate', 'delete'),
      }),
      { minLength: 2, maxLength: 8 },
    ),
  ],
  { numRuns: 100 },
)(
  'two brokers that create and delete at once leave exactly the logs of the topics that are',
  async (scheduler, wants) => {
    const data = memoryData()
    await broker(memoryStore(stampingCodec, data))
    const brokers = [0, 1].map(() => {
      const { journal, log } = memoryStore(stampingCodec, data)
      return broker({ journal: scheduled(scheduler, journal), log: scheduled(scheduler, log) })
    })
    const opened = await scheduler.waitFor(Promise.all(brokers))
    const all = wants.map(async ({ by, name, does }) => {
      const { topics } = opened[by]!
      if (does === 'create') await topics.create(asked({ name, partitions: 2 }))
      else if (does === 'delete') await topics.delete({ name })
      else {
        const found = await topics.findOrCreate(name)
        // A topic that was handed out had its logs then; it may be deleted by now.
        if (E.isRight(found)) expect(found.right.name).toBe(name)
      }
    })
    await scheduler.waitFor(Promise.all(all))
    const { topics, catalog } = await broker(memoryStore(stampingCodec, data))
    const expected = topics
      .all()
      .flatMap(({ id, partitions }) => Array.from({ length: partitions }, (_, p) => `${id}:${p}`))
    expect(logsOf(data)).toEqual(expected.toSorted())
    expect(catalog.state().condemned.size).toBe(0)
  },
)
