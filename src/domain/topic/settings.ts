import type { CompactionSettings } from '#domain/compaction/types'
import type { RetentionLimits } from '#domain/log/retention'
import { LARGEST, type SegmentLimits } from '#domain/log/segment-policy'
import { configValue } from './config-catalogue.ts'

/** The configs of a topic that are acted on, as numbers; ms and bytes. */
export type TopicSettings = Readonly<{
  maxMessageBytes: number
  timestampBeforeMaxMs: number
  timestampAfterMaxMs: number
  segments: SegmentLimits
  retention: RetentionLimits
  /** `cleanup.policy` names compaction. */
  compacts: boolean
  /** Null where it does not. */
  compaction: CompactionSettings | null
}>

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

const compactionSettings = (number: (name: string) => number): CompactionSettings => ({
  minCleanableDirtyRatio: number('min.cleanable.dirty.ratio'),
  minCompactionLagMs: number('min.compaction.lag.ms'),
  maxCompactionLagMs: number('max.compaction.lag.ms'),
  deleteRetentionMs: number('delete.retention.ms'),
  segmentBytes: Math.min(number('segment.bytes'), LARGEST),
  fileDeleteDelayMs: number('file.delete.delay.ms'),
})
