import { ownConfigs } from '#domain/cluster/alter-configs'
import { type ClusterRefusal, decide } from '#domain/cluster/decider'
import { type ConfigValues, noValues, setOf } from '#domain/config/set-configs'
import { E } from '#shared/fp'
import type { Catalog } from './cluster/catalog.ts'
import {
  allBrokersEntries,
  brokerEntries,
  type KnownConfigs,
  namedEntries,
  topicEntries,
} from './config-entries.ts'
import type { AlterRefusal, Configs } from './configs.ts'

export type ConfigsDeps = Readonly<{
  catalog: Pick<Catalog, 'state' | 'refresh' | 'execute'>
  brokerId: number
  /** Broker configs that this broker was started with. */
  atStart: () => ConfigValues
}>

export const configsService = ({ catalog, brokerId, atStart }: ConfigsDeps): Configs => {
  const known = (): KnownConfigs => ({ all: catalog.state().configs, brokerId, atStart: atStart() })
  return {
    ofTopic: ({ id }) => topicEntries(known(), setOf(catalog.state().configs, { type: 'topic', key: id })),
    ofNewTopic: (values) => {
      const own = ownConfigs('', values)
      return topicEntries(known(), E.isLeft(own) ? noValues : own.right)
    },
    ofBroker: () => brokerEntries(known()),
    ofAllBrokers: () => allBrokersEntries(known()),
    ofNamed: (type, name) => namedEntries(known(), type, name),
    named: (type) => [...catalog.state().configs[type].keys()],
    alter: async ({ validateOnly, ...alteration }) => {
      const command = { type: 'alter-configs', ...alteration } as const
      if (validateOnly) await catalog.refresh()
      const altered = validateOnly ? decide(catalog.state(), command) : await catalog.execute(command)
      return E.isLeft(altered) ? E.left(alterRefusal(altered.left)) : E.right(undefined)
    },
  }
}

const alterRefusal = (refusal: ClusterRefusal): AlterRefusal => {
  if (refusal.kind === 'cluster-exists') throw new Error(`configs were refused with ${refusal.kind}`)
  return refusal
}
