import type { RetentionLimits } from '#domain/log/retention'
import type { SegmentLimits } from '#domain/log/segment-policy'
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
}>

/** Numbers of up to 2^63 - 1 stand for "no limit" here, so their last digits do not matter. */
export const topicSettings = (configs: ReadonlyMap<string, string>): TopicSettings => {
  const number = (name: string) => Number(configValue(configs, name))
  const policies = configValue(configs, 'cleanup.policy')
    .split(',')
    .map((policy) => policy.trim())
  const [retentionBytes, retentionMs] = [number('retention.bytes'), number('retention.ms')]
  return {
    maxMessageBytes: number('max.message.bytes'),
    timestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    timestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    segments: {
      segmentBytes: number('segment.bytes'),
      segmentMs: number('segment.ms'),
      segmentJitterMs: number('segment.jitter.ms'),
      retentionBytes,
      retentionMs,
    },
    retention: { deletes: policies.includes('delete'), retentionBytes, retentionMs },
    compacts: policies.includes('compact'),
  }
}
