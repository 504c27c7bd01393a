import type { Topic } from '#domain/cluster/topic'
import type { ConfigType } from '#domain/topic/config-rule'

/** Configs as tools see them. */
export interface Configs {
  readonly ofTopic: (topic: Topic) => readonly ConfigEntry[]
  /** Kafka's broker properties that tools read, with the values in force here. */
  readonly ofBroker: () => readonly ConfigEntry[]
}

/** One config: `source` and `type` are named here and numbered by the protocol (KIP-226). */
export type ConfigEntry = Readonly<{
  name: string
  value: string | null
  source: 'topic' | 'static-broker' | 'default'
  readOnly: boolean
  sensitive: boolean
  type: ConfigType
  documentation: string
  /** Where else the value could come from, the one in force first. */
  synonyms: readonly Readonly<{
    name: string
    value: string | null
    source: 'topic' | 'static-broker' | 'default'
  }>[]
}>
