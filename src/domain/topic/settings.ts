import type { CompactionSettings } from '#domain/compaction/types'
import type { Codec } from '#domain/log/attributes'
import type { RetentionLimits } from '#domain/log/retention'
import { LARGEST, type SegmentLimits } from '#domain/log/segment-policy'
import { configValue } from './config-catalogue.ts'

/** The configs of a topic that are acted on, as numbers; ms and bytes. */
export type TopicSettings = Readonly<{
  maxMessageBytes: number
  timestampBeforeMaxMs: number
  timestampAfterMaxMs: number
  /** `message.timestamp.type`: the broker gives each batch the time of its append. */
  isLogAppendTime: boolean
  /** What the broker compresses batches with; null where they stay as they were sent. */
  compressor: Compressor | null
  segments: SegmentLimits
  retention: RetentionLimits
  /** `cleanup.policy` names compaction. */
  compacts: boolean
  /** Null where it does not. */
  compaction: CompactionSettings | null
}>

/** A codec and, where Kafka has levels for it, the level that it is used with. */
export type Compressor = Readonly<{ codec: Codec; level: number | null }>

/** Numbers of up to 2^63 - 1 stand for "no limit" here, so their last digits do not matter. */
export const topicSettings = (configs: ReadonlyMap<string, string>): TopicSettings => {
  const number = (name: string) => Number(configValue(configs, name))
  const policies = configValue(configs, 'cleanup.policy')
    .split(',')
    .map((policy) => policy.trim())
  const [retentionBytes, retentionMs] = [number('retention.bytes'), number('retention.ms')]
  const compaction = policies.includes('compact') ? compactionSettings(number) : null
  return {
    maxMessageBytes: number('max.message.bytes'),
    timestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    timestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    isLogAppendTime: configValue(configs, 'message.timestamp.type') === 'LogAppendTime',
    compressor: compressorOf(configs),
    segments: {
      segmentBytes: number('segment.bytes'),
      // A record waits in the live segment too, which is never compacted (KIP-354).
      segmentMs: Math.min(number('segment.ms'), compaction?.maxCompactionLagMs ?? Number.POSITIVE_INFINITY),
      segmentJitterMs: number('segment.jitter.ms'),
      retentionBytes,
      retentionMs,
    },
    retention: { deletes: policies.includes('delete'), retentionBytes, retentionMs },
    compacts: compaction !== null,
    compaction,
  }
}

const compressorOf = (configs: ReadonlyMap<string, string>): Compressor | null => {
  const codec = BROKER_CODECS.get(configValue(configs, 'compression.type'))
  if (codec === undefined) return null
  const level = configValue(configs, `compression.${codec}.level`)
  return { codec, level: level === '' ? null : Number(level) }
}

/** By the values of `compression.type` (BrokerCompressionType); `producer` is not among them. */
const BROKER_CODECS: ReadonlyMap<string, Codec> = new Map([
  ['uncompressed', 'none'],
  ['gzip', 'gzip'],
  ['snappy', 'snappy'],
  ['lz4', 'lz4'],
  ['zstd', 'zstd'],
])

const compactionSettings = (number: (name: string) => number): CompactionSettings => ({
  minCleanableDirtyRatio: number('min.cleanable.dirty.ratio'),
  minCompactionLagMs: number('min.compaction.lag.ms'),
  maxCompactionLagMs: number('max.compaction.lag.ms'),
  deleteRetentionMs: number('delete.retention.ms'),
  segmentBytes: Math.min(number('segment.bytes'), LARGEST),
  fileDeleteDelayMs: number('file.delete.delay.ms'),
})
