import type { BrokerEntry, BrokerSighting } from '#domain/cluster/brokers'
import type { BrokerRegistry } from '#ports/broker-registry'
import { E } from '#shared/fp'

/** Brokers of an embedded store live in one process and share one store, so their registry lives with it. */
export const embeddedBrokerRegistry = (): BrokerRegistry => {
  const brokers = new Map<number, BrokerSighting>()
  const own = (self: BrokerEntry): BrokerSighting | undefined => {
    const current = brokers.get(self.id)
    return current?.incarnation === self.incarnation ? current : undefined
  }

  return {
    join: (entry, replacing) => async () => {
      const current = brokers.get(entry.id)
      const free = current === undefined || (replacing !== null && stoodStill(current, replacing))
      if (!free) return E.left({ kind: 'broker-id-taken', by: current })
      brokers.set(entry.id, { ...entry, counter: 0 })
      return E.right(undefined)
    },

    heartbeat: (self) => async () => {
      const current = own(self)
      if (current === undefined) return E.left({ kind: 'registration-lost' })
      brokers.set(self.id, { ...current, counter: current.counter + 1 })
      return E.right([...brokers.values()])
    },

    list: async () => [...brokers.values()],

    leave: async (self) => {
      if (own(self) !== undefined) brokers.delete(self.id)
    },
  }
}

const stoodStill = (current: BrokerSighting, seen: BrokerSighting): boolean =>
  current.incarnation === seen.incarnation && current.counter === seen.counter
