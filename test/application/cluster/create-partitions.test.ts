import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type MemoryData, memoryData } from '#adapters/memory/data'
import { memoryStore } from '#adapters/memory/store'
import { openCatalog } from '#application/cluster/catalog'
import { topicsOf } from '#application/cluster/topics'
import type { CreatePartitions, Topics } from '#application/topics'
import type { Store } from '#ports/store'
import { OutcomeUnknown, StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { controlled } from '#test/support/controlled'
import { manualTime } from '#test/support/manual-time'
import { scheduled } from '#test/support/scheduled'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'

let ids = 0
const random = { token: () => `topic-${++ids}`, positiveInt: () => 1 }

const broker = async ({ journal, log }: Pick<Store, 'journal' | 'log'>): Promise<Topics> => {
  const catalog = await openCatalog(
    { journal, logger: silentLogger, onOtherCluster: () => {} },
    { clusterId: 'c', at: 0 },
  )
  const { clock } = manualTime()
  return topicsOf({
    catalog,
    log,
    clock,
    random,
    logger: silentLogger,
    defaultPartitions: 2,
    autoCreate: true,
  })
}
const create = (topics: Topics, name = 'orders', partitions = 2) =>
  topics.create({
    name,
    partitions,
    replicationFactor: -1,
    assignments: [],
    configs: new Map(),
    validateOnly: false,
  })

/** A topic of two partitions, `topics` with somebody between it and the store, and another broker's. */
const given = async () => {
  const data = memoryData()
  const store = memoryStore(stampingCodec, data)
  const other = await broker(store)
  const created = await create(other)
  if (E.isLeft(created)) throw new Error(created.left.kind)
  const [journal, log] = [controlled(store.journal), controlled(store.log)]
  const topics = await broker({ journal: journal.port, log: log.port })
  return { topics, other, journal, log, data, id: created.right.id }
}
const to = (count: number, some: Partial<CreatePartitions> = {}): CreatePartitions => ({
  name: 'orders',
  count,
  assignments: null,
  validateOnly: false,
  ...some,
})
const logsOf = (data: MemoryData) => [...data.logs.keys()].toSorted()
const namesOf = (id: string, count: number) => Array.from({ length: count }, (_, p) => `${id}:${p}`)

describe('a topic that grows', () => {
  test('has its logs, and is as large on every broker', async () => {
    const { topics, other, data, id } = await given()
    expect(await topics.createPartitions(to(4))).toMatchObject({ right: { id, partitions: 4 } })
    expect(topics.known({ name: 'orders' })?.partitions).toBe(4)
    await other.refresh()
    expect(other.known({ id })?.partitions).toBe(4)
    expect(logsOf(data)).toEqual(namesOf(id, 4))
  })

  test('has its new logs before anybody knows of them, a few made at a time, and keeps those it had', async () => {
    const { topics, journal, log } = await given()
    const appends = journal.calls('append').length
    log.always('create', () => {
      expect(journal.calls('append')).toHaveLength(appends)
      return { after: () => Promise.resolve() }
    })
    await topics.createPartitions(to(72))
    expect(log.calls('create').map(([{ partition }]) => partition)).toEqual(
      Array.from({ length: 70 }, (_, i) => 2 + i),
    )
    expect(log.mostAtOnce('create')).toBeLessThanOrEqual(32)
    expect(journal.calls('append')).toHaveLength(appends + 1)
    expect(log.calls('remove')).toHaveLength(0)
  })

  test('only to validate makes nothing, and finds the same faults', async () => {
    const { topics, data, id } = await given()
    expect(await topics.createPartitions(to(5, { validateOnly: true }))).toMatchObject({
      right: { partitions: 5 },
    })
    expect(topics.known({ id })?.partitions).toBe(2)
    expect(logsOf(data)).toEqual(namesOf(id, 2))
    expect(await topics.createPartitions(to(2, { validateOnly: true }))).toMatchObject({
      left: { kind: 'invalid-partitions' },
    })
  })

  test.each([
    ['invalid-partitions', to(1)],
    ['invalid-replica-assignment', to(4, { assignments: [[1]] })],
    ['policy-violation', to(20_000)],
    ['unknown-topic', to(4, { name: 'none' })],
  ])('and is refused as %s makes no log', async (kind, request) => {
    const { topics, log } = await given()
    expect(await topics.createPartitions(request)).toMatchObject({ left: { kind } })
    expect(log.calls('create')).toHaveLength(0)
  })

  test('that another broker has made larger meanwhile takes no log from it', async () => {
    const { topics, other, journal, data, id } = await given()
    journal.next('append', { after: () => other.createPartitions(to(5)) })
    expect(await topics.createPartitions(to(4))).toMatchObject({ left: { kind: 'invalid-partitions' } })
    expect(topics.known({ id })?.partitions).toBe(5)
    expect(logsOf(data)).toEqual(namesOf(id, 5))
  })

  test('that is deleted meanwhile leaves no log', async () => {
    const { topics, other, log, data } = await given()
    log.next('create', { after: () => other.delete({ name: 'orders' }) })
    expect(await topics.createPartitions(to(4))).toEqual(E.left({ kind: 'unknown-topic' }))
    expect(logsOf(data)).toEqual([])
  })

  test('and is deleted by a broker that has not heard of it leaves no log either', async () => {
    const { topics, other, data } = await given()
    await other.createPartitions(to(6))
    // What it knows is as old as its last look at the journal.
    expect(topics.known({ name: 'orders' })?.partitions).toBe(2)
    expect(await topics.delete({ name: 'orders' })).toMatchObject({ right: { name: 'orders' } })
    expect(logsOf(data)).toEqual([])
  })

  test.each(['create', 'append'] as const)('but fails to %s can be asked for again', async (method) => {
    const { topics, log, journal, data, id } = await given()
    const away = { rejects: new StoreUnavailable('away') }
    if (method === 'create') log.next('create', { after: () => Promise.resolve() }, away)
    else journal.next('append', away)
    await expect(topics.createPartitions(to(4))).rejects.toThrow(StoreUnavailable)
    await topics.refresh()
    expect(topics.known({ id })?.partitions).toBe(2)
    expect(await topics.createPartitions(to(4))).toMatchObject({ right: { partitions: 4 } })
    expect(logsOf(data)).toEqual(namesOf(id, 4))
  })

  test('and nobody knows whether, has its logs', async () => {
    const { topics, journal, data, id } = await given()
    journal.next('append', { happensAndRejects: new OutcomeUnknown('?') })
    await expect(topics.createPartitions(to(4))).rejects.toThrow(OutcomeUnknown)
    await topics.refresh()
    expect(topics.known({ id })?.partitions).toBe(4)
    expect(logsOf(data)).toEqual(namesOf(id, 4))
  })
})

test.prop(
  [
    fc.scheduler(),
    fc.array(
      fc.record({
        by: fc.nat({ max: 1 }),
        does: fc.constantFrom('create', 'grow', 'grow', 'grow', 'delete'),
        count: fc.integer({ min: 2, max: 5 }),
      }),
      { minLength: 2, maxLength: 8 },
    ),
  ],
  { numRuns: 150 },
)(
  'two brokers that create, grow and delete at once leave exactly the logs of the topics that are',
  async (scheduler, wants) => {
    const data = memoryData()
    await create(await broker(memoryStore(stampingCodec, data)))
    const opening = [0, 1].map(() => {
      const { journal, log } = memoryStore(stampingCodec, data)
      return broker({ journal: scheduled(scheduler, journal), log: scheduled(scheduler, log) })
    })
    const brokers = await scheduler.waitFor(Promise.all(opening))
    const all = wants.map(async ({ by, does, count }) => {
      const topics = brokers[by]!
      if (does === 'create') await create(topics)
      else if (does === 'delete') await topics.delete({ name: 'orders' })
      else await topics.createPartitions(to(count))
    })
    await scheduler.waitFor(Promise.all(all))
    const expected = (await broker(memoryStore(stampingCodec, data)))
      .all()
      .flatMap(({ id, partitions }) => namesOf(id, partitions))
    expect(logsOf(data)).toEqual(expected.toSorted())
  },
)
