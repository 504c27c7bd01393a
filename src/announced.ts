import type { Settings } from '#config/settings'
import { type BrokerEntry, endpointsOf, type ListenerEndpoint } from '#domain/cluster/brokers'
import type { ConfigValues } from '#domain/config/set-configs'
import { address } from '#shared/address'

/** Where one of a broker's listeners listens. */
type ListenAt = Readonly<{ name: string; host: string; port: number }>

/** What the nth broker of a process listens on; a port of 0 is any that is free. */
export const addressesOf = ({ listeners }: Settings, nth: number): readonly ListenAt[] =>
  listeners.map(({ name, host, port }) => ({ name, host, port: port === 0 ? 0 : port + nth }))

/** How the nth broker of a process announces itself; `open` is what it listens on. */
export const entryOf = (
  { listeners, brokerId }: Settings,
  nth: number,
  open: readonly ListenAt[],
  incarnation: string,
): BrokerEntry => {
  const portOf = (listener: string): number => open.find(({ name }) => name === listener)?.port ?? 0
  const endpoints = listeners.map(({ name, advertisedHost, advertisedPort }) => ({
    listener: name,
    host: advertisedHost,
    port: advertisedPort === undefined ? portOf(name) : advertisedPort + nth,
  }))
  const [first] = listeners
  return {
    id: brokerId + nth,
    incarnation,
    host: first.advertisedHost,
    port: endpoints[0]?.port ?? 0,
    endpoints,
    internalHost: first.host,
    internalPort: portOf(first.name),
    rack: null,
  }
}

const listed = (all: readonly ListenerEndpoint[]): string =>
  all.map(({ listener, host, port }) => `${listener}://${address(host, port)}`).join(',')

/** Defaults of topics that it was started with, by Kafka's names. */
export const defaultsAsked = ({
  logRetentionMs,
  logRetentionBytes,
  messageMaxBytes,
}: Settings): ConfigValues =>
  new Map(
    Object.entries({
      'log.retention.ms': logRetentionMs,
      'log.retention.bytes': logRetentionBytes,
      'message.max.bytes': messageMaxBytes,
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )

/** What DescribeConfigs tells of a broker. */
export const configFacts = (
  settings: Settings,
  self: BrokerEntry,
  open: readonly ListenAt[],
  where: string,
) => ({
  brokerId: self.id,
  listeners: listed(open.map(({ name, host, port }) => ({ listener: name, host, port }))),
  advertisedListeners: listed(endpointsOf(self)),
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
