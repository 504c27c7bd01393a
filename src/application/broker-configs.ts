import type { BrokerConfig } from './configs-service.ts'

/** What of this broker's settings Kafka tools look at. */
export type BrokerFacts = Readonly<{
  brokerId: number
  listeners: string
  advertisedListeners: string
  where: string
  defaultPartitions: number
  autoCreateTopics: boolean
  maxRequestBytes: number
  connectionsMaxIdleMs: number
  groupInitialRebalanceDelayMs: number
  groupMinSessionTimeoutMs: number
  groupMaxSessionTimeoutMs: number
  groupMaxSize: number
  offsetsRetentionMinutes: number
  offsetsRetentionCheckIntervalMs: number
  logRetentionCheckIntervalMs: number
}>

/** Kafka's broker properties that tools read (`kafka.md` c.6), true for this broker. */
export const brokerConfigs = (facts: BrokerFacts): readonly BrokerConfig[] => [
  own('broker.id', `${facts.brokerId}`, 'int', 'This broker.'),
  own('node.id', `${facts.brokerId}`, 'int', 'This broker.'),
  own('listeners', facts.listeners, 'list', 'Where this broker listens.'),
  own('advertised.listeners', facts.advertisedListeners, 'list', 'Where clients reach this broker.'),
  own('log.dirs', facts.where, 'list', 'Where the data lies.'),
  own(
    'num.partitions',
    `${facts.defaultPartitions}`,
    'int',
    'Partitions of a topic whose creator does not say.',
  ),
  own(
    'auto.create.topics.enable',
    `${facts.autoCreateTopics}`,
    'boolean',
    'Whether asking for a topic creates it.',
  ),
  own('socket.request.max.bytes', `${facts.maxRequestBytes}`, 'int', 'Largest request.'),
  own(
    'connections.max.idle.ms',
    `${facts.connectionsMaxIdleMs}`,
    'long',
    'Idle time after which a connection is closed.',
  ),
  number('offsets.retention.minutes', facts.offsetsRetentionMinutes, 'Of groups without members.'),
  number('offsets.retention.check.interval.ms', facts.offsetsRetentionCheckIntervalMs, 'See above.', 'long'),
  number(
    'log.retention.check.interval.ms',
    facts.logRetentionCheckIntervalMs,
    'How often old records are looked for.',
    'long',
  ),
  number('group.min.session.timeout.ms', facts.groupMinSessionTimeoutMs, 'The least a member may ask for.'),
  number('group.max.session.timeout.ms', facts.groupMaxSessionTimeoutMs, 'The most a member may ask for.'),
  number(
    'group.initial.rebalance.delay.ms',
    facts.groupInitialRebalanceDelayMs,
    'How long an empty group waits for further members.',
  ),
  number('group.max.size', facts.groupMaxSize, 'Members of one group.'),
  kafkas('default.replication.factor', '1', 'int', "Replication is the store's."),
  kafkas('delete.topic.enable', 'true', 'boolean', 'Topics can be deleted.'),
  kafkas('log.retention.hours', '168', 'int', 'See retention.ms.'),
  kafkas('log.retention.minutes', '', 'int', 'See retention.ms.'),
  kafkas('offsets.topic.replication.factor', '3', 'short', 'There is no such topic.'),
  kafkas('offsets.topic.num.partitions', '50', 'int', 'There is no such topic.'),
  kafkas('transaction.state.log.replication.factor', '3', 'short', 'There is no such topic.'),
  kafkas('transaction.state.log.min.isr', '2', 'int', 'There is no such topic.'),
  kafkas('transaction.state.log.num.partitions', '50', 'int', 'There is no such topic.'),
  kafkas('transaction.max.timeout.ms', '900000', 'int', 'Transactions are not served yet.'),
  kafkas('producer.id.expiration.ms', '86400000', 'int', 'How long a silent producer is remembered.'),
  kafkas('authorizer.class.name', '', 'string', 'There is no authorization yet.'),
  // Old tools derive a version from it, new ones from the finalized features.
  own(
    'inter.broker.protocol.version',
    '4.3-IV0',
    'string',
    'The Kafka version whose protocol this broker speaks.',
  ),
]

const own = (
  name: string,
  value: string,
  type: BrokerConfig['type'],
  documentation: string,
): BrokerConfig => ({
  name,
  value,
  type,
  isDefault: false,
  documentation,
})

const number = (
  name: string,
  value: number,
  documentation: string,
  type: BrokerConfig['type'] = 'int',
): BrokerConfig => own(name, `${value}`, type, documentation)

const kafkas = (
  name: string,
  value: string,
  type: BrokerConfig['type'],
  documentation: string,
): BrokerConfig => ({
  ...own(name, value, type, documentation),
  isDefault: true,
})
