import { topicConfigs } from '#domain/topic/config-catalogue'
import { E } from '#shared/fp'
import { topicDefaults } from './broker/topic-defaults.ts'
import { brokerConfigs } from './broker-catalogue.ts'
import { clientMetricsConfigs } from './client-metrics-catalogue.ts'
import type { Catalogue } from './definition.ts'
import { groupConfigs } from './group-catalogue.ts'
import { type ConfigResource, type ConfigValues, noValues, type ResourceType } from './set-configs.ts'

/** Why configs are refused; `message` is for the client, in Kafka's words where Kafka refuses it too. */
export type ConfigRefusal = Readonly<{ kind: 'invalid-config' | 'invalid-request'; message: string }>

export const catalogues: Readonly<Record<ResourceType, Catalogue>> = {
  topic: topicConfigs,
  broker: brokerConfigs,
  group: groupConfigs,
  'client-metrics': clientMetricsConfigs,
}

/** What can be read back in every version of DescribeConfigs, whatever its characters. */
const LONGEST_VALUE = 8_192

/**
 * All that a resource would have set, as it is kept and shown, or why that cannot be. What is as it was `before` stands: an
 * earlier version may have taken what this one would not, and no other change is to fail for it.
 */
export const checked = (
  { type, name: resource }: ConfigResource,
  values: ConfigValues,
  before: ConfigValues = noValues,
): E.Either<ConfigRefusal, ConfigValues> => {
  const isNew = (name: string): boolean => values.get(name) !== before.get(name)
  const misplaced = type === 'broker' ? outOfPlace([...values.keys()].filter(isNew), resource) : undefined
  if (misplaced !== undefined) return E.left({ kind: 'invalid-request', message: misplaced })
  const parsed = new Map<string, string>()
  for (const [name, value] of values) {
    if (!isNew(name)) {
      parsed.set(name, value)
      continue
    }
    const known = catalogues[type].get(name)
    if (known === undefined) return E.left({ kind: unknownIs[type], message: `${unknown[type]}: ${name}` })
    if (value.length > LONGEST_VALUE) return E.left(invalid(type, name, value, 'it is too long'))
    const told = known.rule.parse(value)
    if (E.isLeft(told)) return E.left(invalid(type, name, value, told.left))
    parsed.set(name, told.right)
  }
  const conflict = conflictOf(type, parsed, isNew)
  return conflict === undefined ? E.right(parsed) : E.left({ kind: invalidIs[type], message: conflict })
}

const unknown = {
  topic: 'Unknown topic config name',
  broker: 'Unknown broker config name',
  group: 'Unknown group config name',
  'client-metrics': 'Unknown client metrics configuration',
} as const

// Kafka says INVALID_REQUEST of a broker's values (KAFKA-13609), and keeps what it does not know for plugins; there are none here.
const unknownIs = {
  topic: 'invalid-config',
  broker: 'invalid-config',
  group: 'invalid-config',
  'client-metrics': 'invalid-request',
} as const
const invalidIs = { ...unknownIs, broker: 'invalid-request' } as const

const invalid = (type: ResourceType, name: string, value: string, fault: string): ConfigRefusal => ({
  kind: invalidIs[type],
  message: `Invalid value ${value} for configuration ${name}: ${fault}`,
})

/** A broker's config that cannot be set while it runs, or for one broker alone. */
const outOfPlace = (names: readonly string[], broker: string): string | undefined => {
  const fixed = names.filter((name) => brokerConfigs.get(name)?.readOnly)
  if (fixed.length > 0) return `Cannot update these configs dynamically: [${fixed.join(', ')}]`
  const ofTopics = broker === '' ? [] : names.filter((name) => topicDefaults.has(name))
  return ofTopics.length === 0
    ? undefined
    : `Every broker serves every partition; these defaults of topics can only be set for all brokers: [${ofTopics.join(', ')}]`
}

/** Pairs of which the first may not be greater (`LogConfig.validateValues`). */
const orders: Readonly<Record<ResourceType, readonly (readonly [less: string, more: string])[]>> = {
  topic: [['min.compaction.lag.ms', 'max.compaction.lag.ms']],
  broker: [['log.cleaner.min.compaction.lag.ms', 'log.cleaner.max.compaction.lag.ms']],
  group: [],
  'client-metrics': [],
}

const conflictOf = (
  type: ResourceType,
  values: ConfigValues,
  isNew: (name: string) => boolean,
): string | undefined => {
  const valueOf = (name: string) => BigInt(values.get(name) ?? catalogues[type].get(name)?.default ?? 0)
  const conflict = orders[type].find(
    ([less, more]) => (isNew(less) || isNew(more)) && valueOf(less) > valueOf(more),
  )
  if (conflict === undefined) return undefined
  const [less, more] = conflict
  return `conflict ${type} config setting ${less} (${valueOf(less)}) > ${more} (${valueOf(more)})`
}
