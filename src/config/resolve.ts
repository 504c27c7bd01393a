import { alternatives, conflicts } from './constraints.ts'
import { doubts } from './doubts.ts'
import type { ConfigFault } from './fault.ts'
import { type Labels, labelsOf } from './labels.ts'
import { listenersOf } from './listening.ts'
import { type Origin, picker } from './picking.ts'
import type { ReadFile } from './read-file.ts'
import { schema, secrets } from './schema.ts'
import type { Settings } from './settings.ts'
import type { Source } from './source.ts'

export type Resolved = Readonly<{
  settings: Settings
  faults: readonly ConfigFault[]
  warnings: readonly string[]
  origins: ReadonlyMap<string, Origin>
}>

export const resolve = (sources: readonly Source[], readFile: ReadFile): Resolved => {
  const { pick, pickSecret, faults, origins, overridden } = picker(sources, readFile)
  const store = pick(schema.store)
  const written = {
    host: pick(schema.host).toLowerCase(),
    port: pick(schema.port),
    advertisedHost: pick(schema.advertisedHost),
    advertisedPort: pick(schema.advertisedPort),
    listeners: pick(schema.listeners),
    advertisedListeners: pick(schema.advertisedListeners),
  }
  const listeners = listenersOf(written)
  const [{ host, port, advertisedHost, advertisedPort }] = listeners
  const settings: Settings = {
    store,
    durability: pick(schema.durability),
    embeddedRelaxed: pick(schema.embeddedRelaxed),
    redisUsername: pick(schema.redisUsername),
    redisPassword: pickSecret(secrets.redisPassword),
    host,
    port,
    advertisedHost,
    advertisedPort,
    listeners,
    brokerId: pick(schema.brokerId),
    brokers: pick(schema.brokers),
    namespace: pick(schema.namespace),
    autoCreateTopics: pick(schema.autoCreateTopics) ?? store.kind !== 'redis',
    numPartitions: pick(schema.numPartitions),
    insecure: pick(schema.insecure),
    maxFrameBytes: pick(schema.maxFrameBytes),
    connectionIdleMs: pick(schema.connectionIdleMs),
    groupInitialRebalanceDelayMs: pick(schema.groupInitialRebalanceDelayMs),
    groupMinSessionTimeoutMs: pick(schema.groupMinSessionTimeoutMs),
    groupMaxSessionTimeoutMs: pick(schema.groupMaxSessionTimeoutMs),
    groupMaxSize: pick(schema.groupMaxSize),
    offsetsRetentionMinutes: pick(schema.offsetsRetentionMinutes),
    offsetsRetentionCheckIntervalMs: pick(schema.offsetsRetentionCheckIntervalMs),
    producerIdExpirationMs: pick(schema.producerIdExpirationMs),
    logRetentionCheckIntervalMs: pick(schema.logRetentionCheckIntervalMs),
    logCleanerBackoffMs: pick(schema.logCleanerBackoffMs),
    logRetentionMs: pick(schema.logRetentionMs),
    logRetentionBytes: pick(schema.logRetentionBytes),
    messageMaxBytes: pick(schema.messageMaxBytes),
    shutdownTimeoutMs: pick(schema.shutdownTimeoutMs),
    httpPort: pick(schema.httpPort),
    httpHost: pick(schema.httpHost).toLowerCase(),
    metricsMaxTopics: pick(schema.metricsMaxTopics),
    metricsMaxPartitions: pick(schema.metricsMaxPartitions),
    metricsCollectIntervalMs: pick(schema.metricsCollectIntervalMs),
    kafkaExporterNames: pick(schema.kafkaExporterNames),
    traces: pick(schema.traces),
    logLevel: pick(schema.logLevel),
    logFormat: pick(schema.logFormat),
    reportDirectory: pick(schema.reportDirectory),
  }
  const labels = labelsOf(origins)
  return {
    settings,
    faults: [
      ...faults,
      ...alternatives(listeners, written.advertisedListeners ?? [], labels),
      ...conflicts(settings, labels),
    ],
    warnings: [...doubts(settings, labels), ...elsewhere(labels, overridden)],
    origins,
  }
}

/** Of all settings only this one: acknowledged records in another place than the file says are as good as lost. */
const elsewhere = (
  { label }: Labels,
  overridden: ReadonlyMap<string, readonly string[]>,
): readonly string[] =>
  (overridden.get(schema.store.path) ?? []).map(
    (other) => `${other}: not used, as ${label('store')} names another store`,
  )
