import { describe, expect, test } from 'vitest'
import { memoryData } from '#adapters/memory/data'
import { memoryStore } from '#adapters/memory/store'
import { BrokerIdTaken, joinCluster } from '#application/cluster/membership'
import type { BrokerEntry } from '#domain/cluster/brokers'
import type { BrokerRegistry } from '#ports/broker-registry'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { partition } from '#test/support/broker-parts'
import { type Controlled, controlled } from '#test/support/controlled'
import { type ManualTime, manualTime, settled } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'

const HEARTBEAT = 1_000

const entry = (id: number, incarnation = `incarnation of ${id}`): BrokerEntry => ({
  id,
  incarnation,
  host: `host-${id}`,
  port: 9092,
  internalHost: `host-${id}`,
  internalPort: 19092,
  rack: null,
})

const world = () => {
  const data = memoryData()
  const time = manualTime()
  const instance = () => controlled(memoryStore(stampingCodec, data).registry)
  return { data, time, instance }
}
interface Joining {
  readonly time: ManualTime
  readonly registry: Controlled<BrokerRegistry>
}
const joining = ({ time, registry }: Joining, self: BrokerEntry) => {
  const lost: string[] = []
  const deps = {
    registry: registry.port,
    ...time,
    logger: silentLogger,
    heartbeatMs: HEARTBEAT,
    onLost: () => void lost.push(self.incarnation),
  }
  return { membership: joinCluster(deps, 'c', self), lost }
}
const joined = async ({ time, instance }: ReturnType<typeof world>, self: BrokerEntry) => {
  const registry = instance()
  const { membership, lost } = joining({ time, registry }, self)
  return { registry, lost, membership: await membership }
}
const away = { rejects: new StoreUnavailable('away') }
const idsOf = ({ membership }: Awaited<ReturnType<typeof joined>>) => membership.brokers().map(({ id }) => id)

describe('a broker', () => {
  test('knows itself and everybody who joins, ordered by id', async () => {
    const cluster = world()
    const second = await joined(cluster, entry(2))
    expect(second.membership.brokers()).toEqual([entry(2)])
    const first = await joined(cluster, entry(1))
    await cluster.time.pass(HEARTBEAT)
    expect([first, second].map(idsOf)).toEqual([
      [1, 2],
      [1, 2],
    ])
    expect(second.membership.leaderOf(partition)).toMatchObject({
      id: first.membership.leaderOf(partition).id,
    })
  })

  test('is registered as long as its heartbeats arrive, and three seconds longer', async () => {
    const cluster = world()
    const { membership, registry } = await joined(cluster, entry(1))
    await cluster.time.pass(10_000)
    expect(membership.isRegistered()).toBe(true)
    registry.always('heartbeat', () => away)
    await cluster.time.pass(1_900)
    expect(membership.isRegistered()).toBe(true)
    await cluster.time.pass(1_200)
    expect(membership.isRegistered()).toBe(false)
    registry.always('heartbeat', null)
    await cluster.time.pass(HEARTBEAT)
    expect(membership.isRegistered()).toBe(true)
    cluster.time.freeze(10_000)
    expect(membership.isRegistered()).toBe(false)
  })

  test('knows the others from the first moment, also if its first heartbeat fails', async () => {
    const cluster = world()
    await joined(cluster, entry(1))
    const registry = cluster.instance()
    registry.next('heartbeat', away)
    const { membership } = joining({ time: cluster.time, registry }, entry(2))
    expect((await membership).brokers().map(({ id }) => id)).toEqual([1, 2])
  })

  test('that stops cleanly is gone at once, and beats no more', async () => {
    const cluster = world()
    const first = await joined(cluster, entry(1))
    const second = await joined(cluster, entry(2))
    await second.membership.leave()
    const beats = second.registry.calls('heartbeat').length
    await cluster.time.pass(HEARTBEAT)
    expect(idsOf(first)).toEqual([1])
    expect(second.registry.calls('heartbeat')).toHaveLength(beats)
    expect(second.lost).toEqual([])
  })

  test.each(['heartbeat', 'join'] as const)(
    'that stops while its %s is under way does not come back',
    async (method) => {
      const cluster = world()
      const { registry, membership, lost } = await joined(cluster, entry(1))
      const reply = Promise.withResolvers<void>()
      registry.next(method, { waitsFor: reply.promise })
      cluster.data.brokers.clear()
      await cluster.time.pass(HEARTBEAT)
      const leaving = membership.leave()
      await settled()
      reply.resolve()
      await leaving
      await cluster.time.pass(5 * HEARTBEAT)
      expect([...cluster.data.brokers]).toEqual([])
      expect(lost).toEqual([])
      expect(cluster.time.pending()).toBe(0)
    },
  )

  test('that stops silently is dead after three seconds, and no sooner', async () => {
    const cluster = world()
    const first = await joined(cluster, entry(1))
    const second = await joined(cluster, entry(2))
    await cluster.time.pass(HEARTBEAT)
    second.registry.always('heartbeat', () => away)
    await cluster.time.pass(2 * HEARTBEAT)
    expect(idsOf(first)).toEqual([1, 2])
    await cluster.time.pass(2 * HEARTBEAT)
    expect(idsOf(first)).toEqual([1])
    second.registry.always('heartbeat', null)
    await cluster.time.pass(2 * HEARTBEAT)
    expect(idsOf(first)).toEqual([1, 2])
  })
})

test('a store that was away for everybody kills nobody', async () => {
  const cluster = world()
  const [first, second] = [await joined(cluster, entry(1)), await joined(cluster, entry(2))]
  await cluster.time.pass(HEARTBEAT)
  for (const { registry } of [first, second]) registry.always('heartbeat', () => away)
  await cluster.time.pass(60 * HEARTBEAT)
  expect([first, second].map(idsOf)).toEqual([
    [1, 2],
    [1, 2],
  ])
  for (const { registry } of [first, second]) registry.always('heartbeat', null)
  for (let i = 0; i < 5; i++) {
    await cluster.time.pass(HEARTBEAT)
    expect([first, second].map(idsOf)).toEqual([
      [1, 2],
      [1, 2],
    ])
  }
  expect([...first.lost, ...second.lost]).toEqual([])
})

describe('an id that is taken', () => {
  const taking = (cluster: ReturnType<typeof world>) => {
    const registry = cluster.instance()
    const attempt = joining({ time: cluster.time, registry }, entry(1, 'successor'))
    const seen: { outcome?: unknown } = {}
    attempt.membership.then(
      (membership) => {
        seen.outcome = membership.self.incarnation
      },
      (error: unknown) => {
        seen.outcome = error
      },
    )
    return { registry, seen, lost: attempt.lost }
  }

  test('by a dead broker is taken over once its counter stood still for three seconds', async () => {
    const cluster = world()
    const dead = await joined(cluster, entry(1))
    dead.registry.always('heartbeat', () => away)
    const { seen } = taking(cluster)
    await cluster.time.pass(2_999)
    expect(seen.outcome).toBeUndefined()
    await cluster.time.pass(1)
    expect(seen.outcome).toBe('successor')
    expect(cluster.data.brokers.get(1)?.incarnation).toBe('successor')
  })

  test('and its former holder, if it comes back, is told once that it lost it', async () => {
    const cluster = world()
    const dead = await joined(cluster, entry(1))
    dead.registry.always('heartbeat', () => away)
    taking(cluster)
    await cluster.time.pass(3_000)
    dead.registry.always('heartbeat', null)
    await cluster.time.pass(10 * HEARTBEAT)
    expect(dead.lost).toEqual(['incarnation of 1'])
    expect(cluster.data.brokers.get(1)?.incarnation).toBe('successor')
  })

  test('by a live broker is refused, naming it', async () => {
    const cluster = world()
    const live = await joined(cluster, entry(1))
    const { seen } = taking(cluster)
    await cluster.time.pass(2 * HEARTBEAT)
    expect(seen.outcome).toBeInstanceOf(BrokerIdTaken)
    expect(seen.outcome).toMatchObject({ message: expect.stringContaining('host-1:9092') })
    await cluster.time.pass(HEARTBEAT)
    expect(live.lost).toEqual([])
  })

  test('is not taken over because this process was paused', async () => {
    const cluster = world()
    const live = await joined(cluster, entry(1))
    live.registry.always('heartbeat', () => away)
    const { registry, seen } = taking(cluster)
    const reply = Promise.withResolvers<void>()
    registry.next('list', { waitsFor: reply.promise })
    await cluster.time.pass(30 * HEARTBEAT)
    live.registry.always('heartbeat', null)
    reply.resolve()
    await settled()
    expect(seen.outcome).toBeUndefined()
    await cluster.time.pass(2 * HEARTBEAT)
    expect(seen.outcome).toBeInstanceOf(BrokerIdTaken)
    expect(live.lost).toEqual([])
  })

  test('by one that leaves meanwhile is free', async () => {
    const cluster = world()
    const holder = await joined(cluster, entry(1))
    const { seen } = taking(cluster)
    await settled()
    await holder.membership.leave()
    await cluster.time.pass(HEARTBEAT)
    expect(seen.outcome).toBe('successor')
  })

  test('goes to one of two who want it', async () => {
    const cluster = world()
    const dead = await joined(cluster, entry(1))
    dead.registry.always('heartbeat', () => away)
    const first = taking(cluster)
    const second = joining({ time: cluster.time, registry: cluster.instance() }, entry(1, 'rival'))
    let rival: unknown
    second.membership.then(
      ({ self }) => {
        rival = self.incarnation
      },
      (error: unknown) => {
        rival = error
      },
    )
    await cluster.time.pass(10 * HEARTBEAT)
    const holder = cluster.data.brokers.get(1)?.incarnation
    expect([first.seen.outcome, rival].filter((outcome) => outcome === holder)).toHaveLength(1)
    expect([first.seen.outcome, rival].filter((outcome) => outcome instanceof BrokerIdTaken)).toHaveLength(1)
  })
})

describe('an entry that the store has cleaned up', () => {
  test('is entered again: being forgotten is not being replaced', async () => {
    const cluster = world()
    const { lost, membership } = await joined(cluster, entry(1))
    cluster.data.brokers.clear()
    await cluster.time.pass(3 * HEARTBEAT)
    expect(lost).toEqual([])
    expect(cluster.data.brokers.get(1)?.counter).toBeGreaterThan(0)
    expect(membership.brokers()).toEqual([entry(1)])
  })

  test('is lost when somebody else has entered under the id', async () => {
    const cluster = world()
    const { lost } = await joined(cluster, entry(1))
    cluster.data.brokers.clear()
    const other = memoryStore(stampingCodec, cluster.data).registry
    expect(E.isRight(await other.join(entry(1, 'other'), null)())).toBe(true)
    await cluster.time.pass(5 * HEARTBEAT)
    expect(lost).toEqual(['incarnation of 1'])
    expect(cluster.data.brokers.get(1)?.incarnation).toBe('other')
  })
})
