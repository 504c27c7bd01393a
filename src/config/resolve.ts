import { decode } from '#shared/codec'
import { E } from '#shared/fp'
import { conflicts, isEveryAddress, isLoopback } from './constraints.ts'
import { type ConfigFault, misconfigured } from './fault.ts'
import { schema } from './schema.ts'
import type { Setting } from './setting.ts'
import type { Settings } from './settings.ts'
import type { Source } from './source.ts'

export type Resolved = Readonly<{
  settings: Settings
  faults: readonly ConfigFault[]
  warnings: readonly string[]
}>

/** Takes each setting from the first source that has it. What is overridden is still looked at: it is as wrong. */
export const resolve = (sources: readonly Source[]): Resolved => {
  const faults: ConfigFault[] = []
  const labels = new Map<string, string>()
  const pick = <A>(of: Setting<A>): A => {
    const written = sources.flatMap((source) => source.written(of) ?? [])
    labels.set(of.path, written[0]?.label ?? of.flag)
    const values = written.map(({ label, raw }) => {
      const decoded = decode(of.type, raw)
      if (E.isLeft(decoded)) faults.push(...decoded.left.map(({ message }) => misconfigured(label, message)))
      return decoded
    })
    const first = values[0] ?? E.right(of.fallback)
    return E.isRight(first) ? first.right : of.fallback
  }
  const host = pick(schema.host).toLowerCase()
  const store = pick(schema.store)
  const advertised = pick(schema.advertisedHost)
  const settings: Settings = {
    store,
    durability: pick(schema.durability),
    embeddedRelaxed: pick(schema.embeddedRelaxed),
    host,
    port: pick(schema.port),
    advertisedHost: advertised ?? (isEveryAddress(host) ? '127.0.0.1' : host),
    advertisedPort: pick(schema.advertisedPort),
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
    shutdownTimeoutMs: pick(schema.shutdownTimeoutMs),
    httpPort: pick(schema.httpPort),
    httpHost: pick(schema.httpHost).toLowerCase(),
    metricsMaxTopics: pick(schema.metricsMaxTopics),
    metricsMaxPartitions: pick(schema.metricsMaxPartitions),
    metricsCollectIntervalMs: pick(schema.metricsCollectIntervalMs),
    kafkaExporterNames: pick(schema.kafkaExporterNames),
    traces: pick(schema.traces),
    logLevel: pick(schema.logLevel),
  }
  const label = (of: keyof Settings): string => labels.get(schema[of].path) ?? schema[of].flag
  const unreachable =
    advertised === undefined && isEveryAddress(host)
      ? [
          `${label('host')}: ${host} is told to clients as 127.0.0.1; set --advertised-host for clients of other machines`,
        ]
      : []
  const readable =
    settings.httpPort > 0 && !isLoopback(settings.httpHost)
      ? [`${label('httpHost')}: whoever reaches ${settings.httpHost} may read health and metrics`]
      : []
  const warnings = [...unreachable, ...readable]
  return { settings, faults: [...faults, ...conflicts(settings, label)], warnings }
}
