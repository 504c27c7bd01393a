import { codecOf, isTransactional } from '#domain/log/attributes'
import type { Compressor, TopicSettings } from '#domain/topic/settings'
import type { NewBatch } from '#ports/partition-log'
import type { ProduceRefusal } from './produce.ts'

/** What a sound batch is refused for as its producer sent it, before it meets the log (`kafka.md` c.2). `now` in ms since the epoch. */
export const fault = (
  { facts, maxTimestamp }: NewBatch,
  allowsZstd: boolean,
  settings: TopicSettings,
  now: number,
): ProduceRefusal | null => {
  if (facts.bytes > settings.maxMessageBytes) return tooLarge(facts.bytes, settings)
  if (codecOf(facts.attributes) === 'zstd' && !allowsZstd)
    return { kind: 'unsupported-compression', message: 'zstd needs Produce v7 or later (KIP-110).' }
  if (isTransactional(facts.attributes)) return { kind: 'transactions-unsupported' }
  return timestampFault(maxTimestamp, settings, now)
}

/** The codec that a batch of a topic must be given; null where it may stay as it was sent. */
export const compressorFor = ({ facts }: NewBatch, { compressor }: TopicSettings): Compressor | null =>
  compressor === null || compressor.codec === codecOf(facts.attributes) ? null : compressor

/** What the same batch is refused for under its new codec: UnifiedLog.append looks at the size before and after. */
export const faultWhenRecompressed = (
  { facts, maxTimestamp }: NewBatch,
  settings: TopicSettings,
  now: number,
): ProduceRefusal | null =>
  facts.bytes > settings.maxMessageBytes
    ? tooLarge(facts.bytes, settings)
    : timestampFault(maxTimestamp, settings, now)

const tooLarge = (bytes: number, { maxMessageBytes }: TopicSettings): ProduceRefusal => ({
  kind: 'message-too-large',
  message: `The batch has ${bytes} bytes, more than max.message.bytes ${maxMessageBytes}.`,
})

/** Where the broker gives the time, the producer's may be anything. */
const timestampFault = (
  maxTimestamp: number,
  { isLogAppendTime, timestampBeforeMaxMs, timestampAfterMaxMs }: TopicSettings,
  now: number,
): ProduceRefusal | null => {
  if (isLogAppendTime || maxTimestamp < 0) return null
  return maxTimestamp > now + timestampAfterMaxMs || maxTimestamp < now - timestampBeforeMaxMs
    ? {
        kind: 'invalid-timestamp',
        message: `Timestamp ${maxTimestamp} is out of range of the broker's ${now}.`,
      }
    : null
}
