import { describe, expect, test } from 'vitest'
import type { BrokerEntry } from '#domain/cluster/brokers'
import { E } from '#shared/fp'
import { type StoreHarness, stores } from './harness.ts'
import { accepted, refused } from './outcome.ts'

const broker = (id: number, incarnation: string, rack: string | null = null): BrokerEntry => ({
  id,
  incarnation,
  host: `broker-${id}.example`,
  port: 9092 + id,
  internalHost: '::1',
  internalPort: 19092 + id,
  rack,
})

/** What every {@link BrokerRegistry} does, whatever lies behind it. */
export const brokerRegistryContract = (name: string, harness: () => Promise<StoreHarness>) =>
  describe(`${name} broker registry`, () => {
    const opened = stores(harness)
    const two = async () => [(await opened.open()).registry, (await opened.open()).registry] as const
    const byId = <A extends { id: number }>(sightings: readonly A[]) =>
      sightings.toSorted((a, b) => a.id - b.id)
    const lost = { kind: 'registration-lost' }

    test('lists who joined, with a counter of 0', async () => {
      const [registry, other] = await two()
      expect(await registry.list()).toEqual([])
      const [first, second] = [broker(1, 'a', 'rack ü'), broker(2 ** 31 - 1, 'b')]
      await accepted(registry.join(first, null))
      await accepted(other.join(second, null))
      const everybody = [
        { ...first, counter: 0 },
        { ...second, counter: 0 },
      ]
      expect(byId(await registry.list())).toEqual(everybody)
      expect(byId(await other.list())).toEqual(everybody)
    })

    test('keeps the endpoints of each listener, in their order; an older broker has none', async () => {
      const [registry, other] = await two()
      const endpoints = [
        { listener: 'INTERNAL', host: '10.0.0.1', port: 9092 },
        { listener: 'EXTERNAL', host: 'kafka.example.org', port: 9094 },
      ]
      await accepted(registry.join({ ...broker(1, 'a'), endpoints }, null))
      await accepted(other.join(broker(2, 'b'), null))
      const [first, second] = byId(await other.list())
      expect(first?.endpoints).toEqual(endpoints)
      expect(second?.endpoints).toBeUndefined()
    })

    test('a heartbeat raises the own counter and tells all', async () => {
      const [registry, other] = await two()
      const [first, second] = [broker(1, 'a'), broker(2, 'b')]
      await accepted(registry.join(first, null))
      await accepted(other.join(second, null))
      await accepted(registry.heartbeat(first))
      await accepted(registry.heartbeat(first))
      expect(byId(await accepted(other.heartbeat(second)))).toEqual([
        { ...first, counter: 2 },
        { ...second, counter: 1 },
      ])
    })

    test('a taken id is refused, with who has it', async () => {
      const [registry, other] = await two()
      const first = broker(1, 'a')
      await accepted(registry.join(first, null))
      await accepted(registry.heartbeat(first))
      const refusal = await refused(other.join(broker(1, 'b'), null))
      expect(refusal).toEqual({ kind: 'broker-id-taken', by: { ...first, counter: 1 } })
      expect(await other.list()).toEqual([{ ...first, counter: 1 }])
    })

    test('an entry is replaced only while its counter stands still', async () => {
      const [registry, other] = await two()
      const [dead, next] = [broker(1, 'a'), broker(1, 'b')]
      await accepted(registry.join(dead, null))
      const [early] = await accepted(registry.heartbeat(dead))
      const [late] = await accepted(registry.heartbeat(dead))
      expect(await refused(other.join(next, early!))).toEqual({ kind: 'broker-id-taken', by: late })
      await accepted(other.join(next, late!))
      expect(await registry.list()).toEqual([{ ...next, counter: 0 }])
    })

    test('a sighting of an older incarnation replaces nothing', async () => {
      const [registry, other] = await two()
      const [first, second] = [broker(1, 'a'), broker(1, 'b')]
      await accepted(registry.join(first, null))
      const [sighting] = await registry.list()
      await accepted(registry.join(second, sighting!))
      const refusal = await refused(other.join(broker(1, 'c'), sighting!))
      expect(refusal).toEqual({ kind: 'broker-id-taken', by: { ...second, counter: 0 } })
    })

    test('of two who replace the same entry, one does', async () => {
      const [registry, other] = await two()
      await accepted(registry.join(broker(1, 'dead'), null))
      const [sighting] = await registry.list()
      const joins = await Promise.all([
        registry.join(broker(1, 'b'), sighting!)(),
        other.join(broker(1, 'c'), sighting!)(),
      ])
      expect(joins.filter(E.isRight)).toHaveLength(1)
      expect(await registry.list()).toMatchObject([{ incarnation: E.isRight(joins[0]) ? 'b' : 'c' }])
    })

    test('an entry that left meanwhile needs no replacing', async () => {
      const [registry, other] = await two()
      const first = broker(1, 'a')
      await accepted(registry.join(first, null))
      const [sighting] = await registry.list()
      await registry.leave(first)
      await accepted(other.join(broker(1, 'b'), sighting!))
      expect(await registry.list()).toMatchObject([{ incarnation: 'b', counter: 0 }])
    })

    test('the heartbeat of who was replaced or left is refused and brings nothing back', async () => {
      const [registry, other] = await two()
      const [replaced, next, left] = [broker(1, 'a'), broker(1, 'b'), broker(2, 'c')]
      await accepted(registry.join(replaced, null))
      await accepted(registry.join(left, null))
      await accepted(other.join(next, byId(await other.list())[0]!))
      await registry.leave(left)
      expect(await refused(registry.heartbeat(replaced))).toEqual(lost)
      expect(await refused(registry.heartbeat(left))).toEqual(lost)
      expect(await refused(registry.heartbeat(broker(3, 'never joined')))).toEqual(lost)
      expect(await other.list()).toEqual([{ ...next, counter: 0 }])
    })

    test('only the own incarnation leaves', async () => {
      const [registry, other] = await two()
      const first = broker(1, 'a')
      await accepted(registry.join(first, null))
      await other.leave(broker(1, 'b'))
      await other.leave(broker(2, 'a'))
      expect(await registry.list()).toEqual([{ ...first, counter: 0 }])
      await registry.leave(first)
      await registry.leave(first)
      expect(await other.list()).toEqual([])
    })
  })
