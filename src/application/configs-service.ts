import type { Topic } from '#domain/cluster/topic'
import { configValue, type TopicConfig, topicConfigs } from '#domain/topic/config-catalogue'
import type { ConfigEntry, Configs } from './configs.ts'

/** A broker property and its value here; `isDefault` where that is Kafka's own default. */
export type BrokerConfig = Readonly<{
  name: string
  value: string
  type: ConfigEntry['type']
  isDefault: boolean
  documentation: string
}>

export const configsService = (brokerConfigs: () => readonly BrokerConfig[]): Configs => ({
  ofTopic: (topic) => [...topicConfigs].map(([name, config]) => topicEntry(topic, name, config)),
  ofBroker: () => [...brokerConfigs().map(brokerEntry), ...inherited(brokerConfigs())],
})

const topicEntry = (topic: Topic, name: string, config: TopicConfig): ConfigEntry => {
  const own = topic.configs.get(name)
  const fallback = { name: config.brokerName, value: config.default, source: 'default' } as const
  return {
    name,
    value: configValue(topic.configs, name),
    source: own === undefined ? 'default' : 'topic',
    readOnly: false,
    sensitive: false,
    type: config.rule.type,
    documentation: config.inForce
      ? config.documentation
      : `${config.documentation} (Kept and shown; without effect yet.)`,
    synonyms: own === undefined ? [fallback] : [{ name, value: own, source: 'topic' }, fallback],
  }
}

const brokerEntry = ({ name, value, type, isDefault, documentation }: BrokerConfig): ConfigEntry => {
  const source = isDefault ? 'default' : 'static-broker'
  return {
    name,
    value,
    source,
    readOnly: true,
    sensitive: false,
    type,
    documentation,
    synonyms: [{ name, value, source }],
  }
}

/** The broker properties that are the defaults of topic configs. */
const inherited = (own: readonly BrokerConfig[]): readonly ConfigEntry[] => {
  const taken = new Set(own.map(({ name }) => name))
  return [...topicConfigs.values()]
    .filter(({ brokerName }) => !taken.has(brokerName))
    .map((config) =>
      brokerEntry({
        name: config.brokerName,
        value: config.default,
        type: config.rule.type,
        isDefault: true,
        documentation: config.documentation,
      }),
    )
}
