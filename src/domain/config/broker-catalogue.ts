import { controllersConfigs } from './broker/controllers.ts'
import { generalConfigs } from './broker/general.ts'
import { groupsConfigs } from './broker/groups.ts'
import { logConfigs } from './broker/log.ts'
import { oauthConfigs } from './broker/oauth.ts'
import { replicationConfigs } from './broker/replication.ts'
import { saslConfigs } from './broker/sasl.ts'
import { securityConfigs } from './broker/security.ts'
import { shareGroupsConfigs } from './broker/share-groups.ts'
import { sslConfigs } from './broker/ssl.ts'
import { streamsGroupsConfigs } from './broker/streams-groups.ts'
import { tieringConfigs } from './broker/tiering.ts'
import { topicDefaults } from './broker/topic-defaults.ts'
import { transactionsConfigs } from './broker/transactions.ts'
import type { Catalogue } from './definition.ts'

/** Every broker config of Kafka 4.3 that is not internal (`AbstractKafkaConfig`, `QuotaConfig`), by name. */
export const brokerConfigs: Catalogue = new Map(
  [
    generalConfigs,
    topicDefaults,
    logConfigs,
    groupsConfigs,
    shareGroupsConfigs,
    streamsGroupsConfigs,
    transactionsConfigs,
    replicationConfigs,
    controllersConfigs,
    tieringConfigs,
    securityConfigs,
    saslConfigs,
    oauthConfigs,
    sslConfigs,
  ]
    .flatMap((part) => [...part])
    .sort(([a], [b]) => (a < b ? -1 : 1)),
)

const sameMeaning: readonly (readonly string[])[] = [
  ['log.roll.ms', 'log.roll.hours'],
  ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
  ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
]

/** Broker configs that mean the same, the one that wins first (`DynamicBrokerConfig.brokerConfigSynonyms`). */
export const brokerSynonyms = (name: string): readonly string[] =>
  name === 'log.flush.interval.ms'
    ? [name, 'log.flush.scheduler.interval.ms']
    : (sameMeaning.find((names) => names.includes(name)) ?? [name])
