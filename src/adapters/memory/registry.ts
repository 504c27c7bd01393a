import type { BrokerEntry, BrokerSighting } from '#domain/cluster/brokers'
import type { BrokerRegistry } from '#ports/broker-registry'
import { E } from '#shared/fp'
import type { MemoryData } from './data.ts'
import { turn } from './turn.ts'

export const memoryBrokerRegistry = ({ brokers }: MemoryData): BrokerRegistry => {
  const own = (self: BrokerEntry): BrokerSighting | undefined => {
    const current = brokers.get(self.id)
    return current?.incarnation === self.incarnation ? current : undefined
  }

  return {
    join: (entry, replacing) => async () => {
      await turn()
      const current = brokers.get(entry.id)
      if (current !== undefined && !(replacing !== null && stoodStill(current, replacing))) {
        return E.left({ kind: 'broker-id-taken', by: current })
      }
      brokers.set(entry.id, { ...entry, counter: 0 })
      return E.right(undefined)
    },

    heartbeat: (self) => async () => {
      await turn()
      const current = own(self)
      if (current === undefined) return E.left({ kind: 'registration-lost' })
      brokers.set(self.id, { ...current, counter: current.counter + 1 })
      return E.right([...brokers.values()])
    },

    list: async () => {
      await turn()
      return [...brokers.values()]
    },

    leave: async (self) => {
      await turn()
      if (own(self) !== undefined) brokers.delete(self.id)
    },
  }
}

const stoodStill = (current: BrokerSighting, seen: BrokerSighting): boolean =>
  current.incarnation === seen.incarnation && current.counter === seen.counter
