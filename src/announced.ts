import type { Settings } from '#config/settings'
import type { BrokerEntry } from '#domain/cluster/brokers'
import { address } from '#shared/address'

/** How the nth broker of a process announces itself; `port` is the one it listens on. */
export const entryOf = (settings: Settings, nth: number, port: number, incarnation: string): BrokerEntry => ({
  id: settings.brokerId + nth,
  incarnation,
  host: settings.advertisedHost,
  port: settings.advertisedPort === undefined ? port : settings.advertisedPort + nth,
  internalHost: settings.host,
  internalPort: port,
  rack: null,
})

/** What DescribeConfigs tells of a broker. */
export const configFacts = (settings: Settings, self: BrokerEntry, where: string) => ({
  brokerId: self.id,
  listeners: `PLAINTEXT://${address(settings.host, self.internalPort)}`,
  advertisedListeners: `PLAINTEXT://${address(self.host, self.port)}`,
  where,
  defaultPartitions: settings.numPartitions,
  autoCreateTopics: settings.autoCreateTopics,
  maxRequestBytes: settings.maxFrameBytes,
  connectionsMaxIdleMs: settings.connectionIdleMs,
  groupInitialRebalanceDelayMs: settings.groupInitialRebalanceDelayMs,
  groupMinSessionTimeoutMs: settings.groupMinSessionTimeoutMs,
  groupMaxSessionTimeoutMs: settings.groupMaxSessionTimeoutMs,
  groupMaxSize: settings.groupMaxSize,
  offsetsRetentionMinutes: settings.offsetsRetentionMinutes,
  offsetsRetentionCheckIntervalMs: settings.offsetsRetentionCheckIntervalMs,
  producerIdExpirationMs: settings.producerIdExpirationMs,
  logRetentionCheckIntervalMs: settings.logRetentionCheckIntervalMs,
  logCleanerBackoffMs: settings.logCleanerBackoffMs,
})
