import type { Listener } from './listening.ts'
import type { StoreSetting } from './store.ts'

/** Everything that can be set, decided. */
export type Settings = Readonly<{
  store: StoreSetting
  durability: 'any' | 'everysec' | 'always'
  /** Of the embedded store only. */
  embeddedRelaxed: boolean
  redisUsername: string | undefined
  /** A secret: of use to the adapter alone. */
  redisPassword: string | undefined
  /** Host and port, here and below: those of the first listener. */
  host: string
  port: number
  advertisedHost: string
  /** undefined: the port that is listened on, which is known only then where `port` is 0. */
  advertisedPort: number | undefined
  listeners: readonly [Listener, ...Listener[]]
  brokerId: number
  brokers: number
  namespace: string
  autoCreateTopics: boolean
  numPartitions: number
  insecure: boolean
  maxFrameBytes: number
  connectionIdleMs: number
  shutdownTimeoutMs: number
  groupInitialRebalanceDelayMs: number
  groupMinSessionTimeoutMs: number
  groupMaxSessionTimeoutMs: number
  groupMaxSize: number
  offsetsRetentionMinutes: number
  offsetsRetentionCheckIntervalMs: number
  producerIdExpirationMs: number
  logRetentionCheckIntervalMs: number
  logCleanerBackoffMs: number
  /** Here and below: undefined where nothing is said of it. */
  logRetentionMs: number | undefined
  logRetentionBytes: number | undefined
  messageMaxBytes: number | undefined
  /** 0 for none. */
  httpPort: number
  httpHost: string
  metricsMaxTopics: number
  metricsMaxPartitions: number
  metricsCollectIntervalMs: number
  kafkaExporterNames: boolean
  traces: 'auto' | 'on' | 'off'
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  logFormat: 'auto' | 'json' | 'pretty'
  reportDirectory: string
}>
