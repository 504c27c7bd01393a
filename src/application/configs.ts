import type { AlterConfigsCommand } from '#domain/cluster/alter-configs'
import type { ClusterRefusal } from '#domain/cluster/decider'
import type { Topic } from '#domain/cluster/topic'
import type { ConfigType } from '#domain/config/rule'
import type { ResourceType } from '#domain/config/set-configs'
import type { E } from '#shared/fp'

/** Configs as tools see them, and the way to alter them. */
export interface Configs {
  readonly ofTopic: (topic: Topic) => readonly ConfigEntry[]
  /** Of a topic that is made with these values. */
  readonly ofNewTopic: (values: ReadonlyMap<string, string | null>) => readonly ConfigEntry[]
  /** Kafka's broker configs, with the values in force here. */
  readonly ofBroker: () => readonly ConfigEntry[]
  /** Only what was set for all brokers. */
  readonly ofAllBrokers: () => readonly ConfigEntry[]
  /** Of a group, or of a subscription to metrics of clients; whether it is there or not. */
  readonly ofNamed: (type: NamedType, name: string) => readonly ConfigEntry[]
  /** Groups or subscriptions that have configs. */
  readonly named: (type: NamedType) => readonly string[]
  /** In force here when this resolves, on the other brokers as soon as they hear of it. With `validateOnly` nothing changes. */
  readonly alter: (alteration: Alteration) => Promise<E.Either<AlterRefusal, void>>
}

export type NamedType = Exclude<ResourceType, 'topic' | 'broker'>

export type Alteration = Omit<AlterConfigsCommand, 'type'> & Readonly<{ validateOnly: boolean }>

export type AlterRefusal = Exclude<ClusterRefusal, { kind: 'cluster-exists' }>

/** Where a value comes from: named here, numbered by the protocol (KIP-226). */
export type ConfigSource =
  | 'topic'
  | 'broker'
  | 'all-brokers'
  | 'static-broker'
  | 'default'
  | 'broker-logger'
  | 'client-metrics'
  | 'group'

/** A value under one of the names that it may have. */
export type ConfigSynonym = Readonly<{ name: string; value: string | null; source: ConfigSource }>

export type ConfigEntry = Readonly<{
  name: string
  value: string | null
  source: ConfigSource
  readOnly: boolean
  sensitive: boolean
  /** `unknown` for what is no config, but is shown as one. */
  type: ConfigType | 'unknown'
  documentation: string
  /** Where else the value could come from, the one in force first. */
  synonyms: readonly ConfigSynonym[]
}>
