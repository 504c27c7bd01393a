import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { memoryData } from '#adapters/memory/data'
import { memoryStore } from '#adapters/memory/store'
import { type Catalog, OtherCluster, openCatalog } from '#application/cluster/catalog'
import { toStored } from '#application/cluster/stored-events'
import { FEATURE_LEVEL } from '#domain/cluster/events'
import { topicId } from '#domain/topic/types'
import type { Journal } from '#ports/journal'
import { OutcomeUnknown, StoreCorrupt, StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { controlled } from '#test/support/controlled'
import { settled } from '#test/support/manual-time'
import { clusterContents, creation } from '#test/support/model-cluster'
import { scheduled } from '#test/support/scheduled'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'

const forming = { clusterId: 'c1', at: 1_000 }
const CLUSTER = { kind: 'cluster' } as const

const open = async (journal: Journal, clusterId = 'c1') => {
  const others: OtherCluster[] = []
  const deps = {
    journal,
    logger: silentLogger,
    onOtherCluster: (error: OtherCluster) => void others.push(error),
  }
  return { catalog: await openCatalog(deps, { ...forming, clusterId }), others }
}
const given = async () => {
  const data = memoryData()
  const instance = () => memoryStore(stampingCodec, data).journal
  const between = controlled(instance())
  const { catalog, others } = await open(between.port)
  return { instance, between, catalog, others }
}
const named = (name: string, id = `id-${name}`) => creation({ name, id: topicId(id) })
const namesOf = (catalog: Catalog) => [...catalog.state().byName.keys()]

describe('opening', () => {
  test('forms a cluster where there is none, and joins the one that is there', async () => {
    const { instance, catalog } = await given()
    const { catalog: second } = await open(instance(), 'c2')
    expect([catalog, second].map((each) => each.state().clusterId)).toEqual(['c1', 'c1'])
  })

  test('fails when the store cannot be asked, and stops watching', async () => {
    const { instance } = await given()
    const between = controlled(instance())
    let watchers = 0
    const journal: Journal = {
      ...between.port,
      watch: (listener) => {
        watchers++
        const stop = between.port.watch(listener)
        return () => {
          watchers--
          stop()
        }
      },
    }
    between.next('read', { rejects: new StoreUnavailable('away') })
    await expect(open(journal)).rejects.toThrow(StoreUnavailable)
    expect(watchers).toBe(0)
  })

  test('refuses a cluster of a level that it does not know', async () => {
    const journal = memoryStore(stampingCodec).journal
    await journal.append(CLUSTER, null, [
      toStored({ type: 'cluster-formed', clusterId: 'c', featureLevel: FEATURE_LEVEL + 1, at: 0 }),
    ])()
    await expect(open(journal)).rejects.toThrow(StoreCorrupt)
  })

  test.each([
    ['an unknown event', { decider: 'cluster', version: 1, event: { type: 'volcano' } }],
    [
      'an event of another decider',
      { decider: 'group', version: 1, event: { type: 'topic-deleted', id: 'x' } },
    ],
    ['a later version', { decider: 'cluster', version: 2, event: { type: 'topic-deleted', id: 'x' } }],
    ['half an event', { decider: 'cluster', version: 1, event: { type: 'topic-deleted' } }],
  ])('refuses %s', async (_, event) => {
    const journal = memoryStore(stampingCodec).journal
    await journal.append(CLUSTER, null, [event])()
    await expect(open(journal)).rejects.toThrow(StoreCorrupt)
  })
})

describe('a command', () => {
  test('is decided against the end of the journal, not against what was folded last', async () => {
    const { instance, catalog } = await given()
    const { catalog: other } = await open(instance())
    other.close()
    await catalog.execute(named('a'))
    expect(namesOf(other)).toEqual([])
    expect(await other.execute(named('a', 'another id'))).toMatchObject({ left: { kind: 'topic-exists' } })
  })

  test('that made something is folded when it is told', async () => {
    const { catalog } = await given()
    expect(await catalog.execute(named('a'))).toEqual(E.right(undefined))
    expect(namesOf(catalog)).toEqual(['a'])
  })

  test('is decided again when somebody else was first', async () => {
    const { instance, between, catalog } = await given()
    const { catalog: other } = await open(instance())
    between.next('append', { after: () => other.execute(named('a', 'theirs')) })
    expect(await catalog.execute(named('a', 'mine'))).toMatchObject({ left: { kind: 'topic-exists' } })
    expect(catalog.state().byName.get('a')?.id).toBe('theirs')
  })

  test('that is durable is not told to have failed because the store is away a moment later', async () => {
    const { instance, between, catalog } = await given()
    between.next('append', {
      after: async () => {
        between.always('read', () => ({ rejects: new StoreUnavailable('away') }))
      },
    })
    expect(await catalog.execute(named('a'))).toEqual(E.right(undefined))
    expect(namesOf(catalog)).toEqual(['a'])
    between.always('read', null)
    await catalog.execute(named('b'))
    expect(clusterContents(catalog.state())).toEqual(
      clusterContents((await open(instance())).catalog.state()),
    )
  })

  test('whose outcome is not known is told so, and folded by the next refresh if it happened', async () => {
    const { between, catalog } = await given()
    between.next('append', { happensAndRejects: new OutcomeUnknown('?') })
    await expect(catalog.execute(named('a'))).rejects.toThrow(OutcomeUnknown)
    await catalog.refresh()
    expect(namesOf(catalog)).toEqual(['a'])
  })

  test('is folded once, also when a read is under way that has it too', async () => {
    const { between, catalog } = await given()
    const reply = Promise.withResolvers<void>()
    let refreshed = Promise.resolve()
    between.next('append', {
      after: async () => {
        between.next('read', { waitsFor: reply.promise })
        refreshed = catalog.refresh()
        await settled()
      },
    })
    await catalog.execute(creation({ name: 'a', partitions: 3 }))
    reply.resolve()
    await refreshed
    await catalog.execute({ type: 'delete-topic', id: topicId('id-1') })
    expect([namesOf(catalog), [...catalog.state().condemned]]).toEqual([[], [['id-1', 3]]])
  })
})

test('a command that was folded, and undone, before its answer came is not folded again', async () => {
  const { instance, between, catalog } = await given()
  const { catalog: other } = await open(instance())
  const reply = Promise.withResolvers<void>()
  between.next('append', { repliesAfter: reply.promise })
  const executed = catalog.execute(named('a'))
  await settled()
  await other.execute({ type: 'delete-topic', id: topicId('id-a') })
  await catalog.refresh()
  reply.resolve()
  await executed
  expect(namesOf(catalog)).toEqual([])
  await catalog.refresh()
  expect(clusterContents(catalog.state())).toEqual(clusterContents(other.state()))
})

describe('refresh', () => {
  test('never answers from a read that began earlier', async () => {
    const { instance, between, catalog } = await given()
    const { catalog: other } = await open(instance())
    const reply = Promise.withResolvers<void>()
    between.next('read', { repliesAfter: reply.promise })
    const early = catalog.refresh()
    await settled()
    await other.execute(named('a'))
    const late = catalog.refresh().then(() => namesOf(catalog))
    reply.resolve()
    await early
    expect(await late).toEqual(['a'])
  })

  test('happens by itself when somebody appended, until the catalog is closed', async () => {
    const { instance, catalog } = await given()
    const { catalog: other } = await open(instance())
    await other.execute(named('a'))
    await settled()
    expect(namesOf(catalog)).toEqual(['a'])
    catalog.close()
    await other.execute(named('b'))
    await settled()
    expect(namesOf(catalog)).toEqual(['a'])
  })

  test('leaves what is known as it was while the store is away', async () => {
    const { between, catalog } = await given()
    await catalog.execute(named('a'))
    between.always('read', () => ({ rejects: new StoreUnavailable('away') }))
    await expect(catalog.refresh()).rejects.toThrow(StoreUnavailable)
    expect(namesOf(catalog)).toEqual(['a'])
  })
})

describe('snapshots', () => {
  test('and what came after give the state of all events', async () => {
    const { instance, between, catalog } = await given()
    for (let i = 0; i < 350; i++) {
      await catalog.execute(named(`t${i}`))
      if (i % 2 === 0) await catalog.execute({ type: 'delete-topic', id: topicId(`id-t${i}`) })
    }
    await catalog.execute({ type: 'enlist-writer', incarnation: 'i', history: 'h' })
    await settled()
    expect(between.calls('saveSnapshot')).toHaveLength(1)
    await catalog.execute(named('last'))
    const fresh = controlled(instance())
    const { catalog: second } = await open(fresh.port)
    expect(clusterContents(second.state())).toEqual(clusterContents(catalog.state()))
    const page = await instance().read(CLUSTER, null)()
    expect(page).toMatchObject({ right: { snapshot: { position: { index: 500 } } } })
  })

  test('that cannot be stored or read are no end or are one', async () => {
    const { instance, between, catalog } = await given()
    between.always('saveSnapshot', () => ({ rejects: new StoreUnavailable('away') }))
    for (let i = 0; i < 501; i++) await catalog.execute(named(`t${i}`))
    await settled()
    expect(namesOf(catalog)).toHaveLength(501)
    const page = await instance().read(CLUSTER, null)()
    if (E.isLeft(page)) throw new Error(page.left.kind)
    await instance().saveSnapshot(CLUSTER, { position: page.right.position, state: '{"clusterId":"c1"' })
    await expect(open(instance())).rejects.toThrow(StoreCorrupt)
  })
})

describe('another cluster in the store', () => {
  const replaced = async (clusterId: string | null) => {
    const parts = await given()
    await parts.catalog.execute(named('a'))
    const journal = parts.instance()
    const page = await journal.read(CLUSTER, null)()
    if (E.isLeft(page)) throw new Error(page.left.kind)
    await journal.remove(CLUSTER, page.right.position)()
    const formed = (id: string) => toStored({ type: 'cluster-formed', clusterId: id, featureLevel: 1, at: 5 })
    if (clusterId !== null) await journal.append(CLUSTER, null, [formed(clusterId)])()
    return parts
  }

  test.each(['c2', null])('(%s) is found out, reported, and never folded', async (clusterId) => {
    const { catalog, others } = await replaced(clusterId)
    await expect(catalog.refresh()).rejects.toThrow(OtherCluster)
    await expect(catalog.execute(named('b'))).rejects.toThrow(OtherCluster)
    expect(others.length).toBeGreaterThan(0)
    expect(catalog.state().clusterId).toBe('c1')
    expect(namesOf(catalog)).toEqual(['a'])
  })

  test('is not one that has the same id: it is folded from its beginning', async () => {
    const { catalog } = await replaced('c1')
    await catalog.refresh()
    expect(namesOf(catalog)).toEqual([])
  })
})

test.prop(
  [
    fc.scheduler(),
    fc.array(
      fc.record({ by: fc.nat({ max: 1 }), name: fc.constantFrom('a.x', 'a_x', 'b'), deletes: fc.boolean() }),
      {
        minLength: 2,
        maxLength: 10,
      },
    ),
  ],
  { numRuns: 150 },
)(
  'two that create and delete the same names at once agree, and tell each what happened',
  async (scheduler, wants) => {
    const data = memoryData()
    const plain = memoryStore(stampingCodec, data).journal
    await openCatalog({ journal: plain, logger: silentLogger, onOtherCluster: () => {} }, forming)
    const catalogs = [0, 1].map(() => open(scheduled(scheduler, memoryStore(stampingCodec, data).journal)))
    const opened = await scheduler.waitFor(Promise.all(catalogs))

    const told = wants.map(async ({ by, name, deletes }, i) => {
      const { catalog } = opened[by]!
      const existing = catalog.state().byName.get(name)
      if (deletes && existing !== undefined) {
        const outcome = await catalog.execute({ type: 'delete-topic', id: existing.id })
        return { id: existing.id, does: 'delete', done: E.isRight(outcome) }
      }
      const outcome = await catalog.execute(named(name, `id-${i}`))
      return { id: `id-${i}`, does: 'create', done: E.isRight(outcome) }
    })
    const outcomes = await scheduler.waitFor(Promise.all(told))

    await scheduler.waitFor(Promise.all(opened.map(({ catalog }) => catalog.refresh())))
    const page = await plain.read(CLUSTER, null)()
    if (E.isLeft(page)) throw new Error(page.left.kind)
    const happened = page.right.events.map(({ event }) => event as { type: string; id?: string })
    for (const { id, does, done } of outcomes)
      expect(happened.some((event) => event.type === `topic-${does}d` && event.id === id)).toBe(
        done ||
          outcomes.some(
            (other) => other !== undefined && other.id === id && other.does === does && other.done,
          ),
      )
    expect(happened.length).toBe(1 + outcomes.filter(({ done }) => done).length)
    const fresh = await open(plain)
    for (const { catalog } of opened)
      expect(clusterContents(catalog.state())).toEqual(clusterContents(fresh.catalog.state()))
  },
)
