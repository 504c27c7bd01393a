import type { SegmentLimits } from '#domain/log/segment-policy'
import { configValue } from './config-catalogue.ts'

/** The configs of a topic that the append path acts on, as numbers; ms and bytes. */
export type TopicSettings = Readonly<{
  maxMessageBytes: number
  timestampBeforeMaxMs: number
  timestampAfterMaxMs: number
  segments: SegmentLimits
}>

/** Numbers of up to 2^63 - 1 stand for "no limit" here, so their last digits do not matter. */
export const topicSettings = (configs: ReadonlyMap<string, string>): TopicSettings => {
  const number = (name: string) => Number(configValue(configs, name))
  return {
    maxMessageBytes: number('max.message.bytes'),
    timestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    timestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    segments: {
      segmentBytes: number('segment.bytes'),
      segmentMs: number('segment.ms'),
      retentionBytes: number('retention.bytes'),
      retentionMs: number('retention.ms'),
    },
  }
}
