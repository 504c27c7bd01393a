import type { BrokerEntry, BrokerSighting } from '#domain/cluster/brokers'
import { DEAD_AFTER_MS, isAlive, observe, unobserved } from '#domain/cluster/liveness'
import { leaderOf } from '#domain/cluster/placement'
import type { BrokerRegistry } from '#ports/broker-registry'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { Timers } from '#ports/timers'
import { address } from '#shared/address'
import { E } from '#shared/fp'
import type { Cluster } from './cluster.ts'

/** This broker's place among the others (`design.md` 7). */
export interface Membership extends Cluster {
  /** Leaves the registry and stops the heartbeat. */
  readonly leave: () => Promise<void>
}

/** Another live broker has this id. */
export class BrokerIdTaken extends Error {
  override readonly name = 'BrokerIdTaken'
}

export type MembershipDeps = Readonly<{
  registry: BrokerRegistry
  clock: Clock
  timers: Timers
  logger: Logger
  heartbeatMs: number
  /** Called once when another process has taken this broker's entry over: it must not go on under this id. */
  onLost: () => void
}>

/** Enters the registry and keeps the entry alive. Waits while the id's former holder may still be alive. */
export const joinCluster = async (
  deps: MembershipDeps,
  clusterId: string,
  self: BrokerEntry,
): Promise<Membership> => {
  const { registry, clock, timers, logger, heartbeatMs } = deps
  await enter(deps, self)
  let observation = unobserved
  /** Sorted once a look: Metadata asks once per partition. */
  let live: readonly BrokerEntry[] = [self]
  let stopped = false
  let registeredAt = Number.NEGATIVE_INFINITY
  let cancel = (): void => {}
  let beating = Promise.resolve()

  const look = (sightings: readonly BrokerSighting[]): void => {
    observation = observe(observation, sightings, clock.monotonic(), heartbeatMs)
    const others = sightings.filter(({ id }) => id !== self.id && isAlive(observation, id))
    live = [self, ...others].sort((a, b) => a.id - b.id)
  }

  const beat = async (): Promise<void> => {
    const at = clock.monotonic()
    try {
      const seen = await registry.heartbeat(self)()
      if (stopped) return
      if (E.isRight(seen)) {
        registeredAt = at
        return look(seen.right)
      }
      // The store forgets who was silent for long. Only another holder of the id is a reason to stop.
      const back = await registry.join(self, null)()
      if (stopped || E.isRight(back)) return
      stopped = true
      logger.error({ brokerId: self.id, holder: back.left.by.incarnation }, 'the broker id is taken over')
      deps.onLost()
    } catch (error) {
      logger.warn({ err: error }, 'the heartbeat did not reach the store')
    }
  }

  const schedule = (): void => {
    cancel = timers.after(heartbeatMs, () => {
      beating = beat().then(() => {
        if (!stopped) schedule()
      })
    })
  }
  look(await registry.list())
  await beat()
  if (!stopped) schedule()

  const brokers = (): readonly BrokerEntry[] => live

  return {
    clusterId,
    self,
    isRegistered: () => !stopped && clock.monotonic() - registeredAt < DEAD_AFTER_MS,
    brokers,
    leaderOf: (at) => leaderOf(at, brokers()) ?? self,
    leave: async () => {
      stopped = true
      cancel()
      // A heartbeat under way could bring the entry back.
      await beating
      await registry.leave(self)
    },
  }
}

const enter = async (deps: MembershipDeps, self: BrokerEntry): Promise<void> => {
  let replacing: BrokerSighting | null = null
  for (;;) {
    const entered = await deps.registry.join(self, replacing)()
    if (E.isRight(entered)) return
    replacing = entered.left.by
    deps.logger.info(
      { brokerId: self.id, holder: replacing.incarnation },
      'the broker id is taken: waiting whether its holder is still alive',
    )
    await outlive(deps, replacing)
  }
}

/** Waits until a holder's counter has stood still for long enough or its entry is gone; throws when the holder is alive. */
const outlive = async (
  { registry, clock, timers, heartbeatMs }: MembershipDeps,
  holder: BrokerSighting,
): Promise<void> => {
  let observation = observe(unobserved, [holder], clock.monotonic(), heartbeatMs)
  while (isAlive(observation, holder.id)) {
    await new Promise<void>((resolve) => timers.after(heartbeatMs, resolve))
    const seen = (await registry.list()).find(({ id }) => id === holder.id)
    if (seen?.incarnation !== holder.incarnation) return
    if (seen.counter !== holder.counter) throw taken(seen)
    observation = observe(observation, [seen], clock.monotonic(), heartbeatMs)
  }
}

const taken = ({ id, host, port }: BrokerEntry): BrokerIdTaken =>
  new BrokerIdTaken(
    `broker id ${id} belongs to the live broker at ${address(host, port)}; start this one with another --broker-id`,
  )
