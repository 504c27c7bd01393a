import { brokerConfigs, brokerSynonyms } from '#domain/config/broker-catalogue'
import type { ConfigDefinition } from '#domain/config/definition'
import { allBrokers, type ConfigValues, type SetConfigs, setOf } from '#domain/config/set-configs'
import { catalogues } from '#domain/config/validation'
import { topicConfigs } from '#domain/topic/config-catalogue'
import type { ConfigEntry, ConfigSource, ConfigSynonym, NamedType } from './configs.ts'

/** What a broker knows of configs: all that was set while it ran, and those of its own start. */
export type KnownConfigs = Readonly<{ all: SetConfigs; brokerId: number; atStart: ConfigValues }>

export const topicEntries = (known: KnownConfigs, own: ConfigValues): readonly ConfigEntry[] =>
  [...topicConfigs].map(([name, config]) =>
    entry(name, config, [
      ...valueIn(own, 'topic')(name),
      ...(config.brokerName === null ? [] : valuesOfBroker(known, config.brokerName)),
    ]),
  )

export const brokerEntries = (known: KnownConfigs): readonly ConfigEntry[] =>
  [...brokerConfigs].map(([name, config]) => entry(name, config, valuesOfBroker(known, name)))

export const allBrokersEntries = ({ all }: KnownConfigs): readonly ConfigEntry[] => {
  const values = setOf(all, allBrokers)
  return [...brokerConfigs]
    .filter(([name]) => values.has(name))
    .map(([name, config]) =>
      entry(name, config, brokerSynonyms(name).flatMap(valueIn(values, 'all-brokers'))),
    )
}

/** Of a group or a subscription. What a group may set has a broker config as its default. */
export const namedEntries = (known: KnownConfigs, type: NamedType, name: string): readonly ConfigEntry[] => {
  const own = setOf(known.all, { type, key: name })
  return [...catalogues[type]].map(([each, config]) =>
    entry(each, config, [
      ...valueIn(own, type)(each),
      ...(type === 'group' ? valuesOfGroups(known, each, config) : []),
    ]),
  )
}

const valuesOfGroups = (
  known: KnownConfigs,
  name: string,
  { default: value }: ConfigDefinition,
): readonly ConfigSynonym[] =>
  brokerConfigs.has(`group.${name}`)
    ? valuesOfBroker(known, `group.${name}`)
    : [{ name, value, source: 'default' }]

/** As Kafka orders them (`ConfigHelper.configSynonyms`): by where they were set, and only from the asked name on. */
const valuesOfBroker = ({ all, brokerId, atStart }: KnownConfigs, name: string): readonly ConfigSynonym[] => {
  const names = brokerSynonyms(name)
  const values = [
    ...names.flatMap(valueIn(setOf(all, { type: 'broker', key: `${brokerId}` }), 'broker')),
    ...names.flatMap(valueIn(setOf(all, allBrokers), 'all-brokers')),
    ...names.flatMap(valueIn(atStart, 'static-broker')),
    ...names.flatMap(valueByDefault),
  ]
  const first = values.findIndex((value) => value.name === name)
  return first < 0 ? [] : values.slice(first)
}

const valueIn =
  (values: ConfigValues, source: ConfigSource) =>
  (name: string): readonly ConfigSynonym[] => {
    const value = values.get(name)
    return value === undefined ? [] : [{ name, value, source }]
  }

const valueByDefault = (name: string): readonly ConfigSynonym[] => {
  const value = brokerConfigs.get(name)?.default ?? null
  return value === null ? [] : [{ name, value, source: 'default' }]
}

const entry = (
  name: string,
  { rule, default: otherwise, readOnly, documentation, inForce }: ConfigDefinition,
  synonyms: readonly ConfigSynonym[],
): ConfigEntry => ({
  name,
  value: synonyms[0]?.value ?? otherwise,
  source: synonyms[0]?.source ?? 'default',
  readOnly,
  sensitive: rule.type === 'password',
  type: rule.type,
  documentation: inForce ? documentation : `${documentation} ${withoutEffect(readOnly)}`,
  synonyms,
})

const withoutEffect = (readOnly: boolean): string =>
  readOnly ? "(Kafka's default is shown; Kedge has no such thing.)" : '(Kept and shown, without effect.)'
