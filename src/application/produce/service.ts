import type { Topic } from '#domain/cluster/topic'
import { codecOf, isTransactional } from '#domain/log/attributes'
import { type TopicSettings, topicSettings } from '#domain/topic/settings'
import { partitionKey, type TopicPartition } from '#domain/topic/types'
import type { Clock } from '#ports/clock'
import type { NewBatch } from '#ports/partition-log'
import type { RecordCodec } from '#ports/record-codec'
import { E } from '#shared/fp'
import { type Appender, type AppenderDeps, appender } from './appender.ts'
import { entrance } from './entrance.ts'
import { keyFault } from './key-check.ts'
import type { Produce, ProduceBatch, ProduceRefusal } from './produce.ts'

export type ProduceDeps = AppenderDeps & Readonly<{ codec: RecordCodec }>

/** An appender that has nothing to do is kept for the state it holds; beyond this many the idle ones are let go. */
const APPENDERS_KEPT = 2_000

export const produceService = (deps: ProduceDeps): Produce & { drained: () => Promise<void> } => {
  const preparing = entrance()
  const appenders = new Map<string, Appender>()
  const settings = new WeakMap<Topic, TopicSettings>()

  const settingsOf = (topic: Topic): TopicSettings => {
    const known = settings.get(topic) ?? topicSettings(topic.configs)
    settings.set(topic, known)
    return known
  }

  const appenderOf = (at: TopicPartition): Appender => {
    const key = partitionKey(at)
    const known = appenders.get(key)
    if (known !== undefined) return known
    if (appenders.size >= APPENDERS_KEPT) letIdleGo()
    const made = appender(deps, at)
    appenders.set(key, made)
    return made
  }

  /** Those made first go first, and not all: who is needed again reads its partition again. */
  const letIdleGo = (): void => {
    for (const [key, each] of appenders) {
      if (appenders.size <= APPENDERS_KEPT / 2) return
      if (each.isIdle()) appenders.delete(key)
    }
  }

  return {
    append: async (request) => {
      const { topic, partition, records, timeoutMs } = request
      if (partition < 0 || partition >= topic.partitions) return E.left({ kind: 'unknown-partition' })
      const inspected = deps.codec.inspect(records)
      if (E.isLeft(inspected)) return inspected
      const limits = settingsOf(topic)
      const fault = refusal(request, inspected.right, limits, deps.clock)
      if (fault !== null) return E.left(fault)
      const at = { topicId: topic.id, partition }
      const enqueue = (waitMs: number) => appenderOf(at).enqueue(inspected.right, limits.segments, waitMs)
      if (!limits.compacts && preparing.isEmpty()) return enqueue(timeoutMs)
      const deadline = deps.clock.monotonic() + timeoutMs
      const looked = limits.compacts
        ? keyFault(deps.codec, records, `${topic.name}-${partition}`)
        : Promise.resolve(null)
      return preparing.pass(partitionKey(at), looked, async (refused) => {
        if (refused !== null) return E.left(refused)
        const left = deadline - deps.clock.monotonic()
        return left > 0 ? enqueue(left) : E.left({ kind: 'timed-out' })
      })
    },
    drained: async () => {
      await preparing.drained()
      await Promise.all([...appenders.values()].map((each) => each.drained()))
    },
  }
}

/** What a sound batch is refused for before it meets the log (`kafka.md` c.2). */
const refusal = (
  { allowsZstd }: ProduceBatch,
  { facts, maxTimestamp }: NewBatch,
  limits: TopicSettings,
  clock: Clock,
): ProduceRefusal | null => {
  if (facts.bytes > limits.maxMessageBytes)
    return {
      kind: 'message-too-large',
      message: `The batch has ${facts.bytes} bytes, more than max.message.bytes ${limits.maxMessageBytes}.`,
    }
  if (codecOf(facts.attributes) === 'zstd' && !allowsZstd)
    return { kind: 'unsupported-compression', message: 'zstd needs Produce v7 or later (KIP-110).' }
  if (isTransactional(facts.attributes)) return { kind: 'transactions-unsupported' }
  if (maxTimestamp < 0) return null
  const now = clock.now()
  return maxTimestamp > now + limits.timestampAfterMaxMs || maxTimestamp < now - limits.timestampBeforeMaxMs
    ? {
        kind: 'invalid-timestamp',
        message: `Timestamp ${maxTimestamp} is out of range of the broker's ${now}.`,
      }
    : null
}
