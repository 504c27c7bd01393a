import type { Topic } from '#domain/cluster/topic'
import { type TopicSettings, topicSettings } from '#domain/topic/settings'
import { partitionKey, type TopicPartition } from '#domain/topic/types'
import type { NewBatch } from '#ports/partition-log'
import type { RecordCodec } from '#ports/record-codec'
import { E } from '#shared/fp'
import { type Appender, type AppenderDeps, appender } from './appender.ts'
import { entrance } from './entrance.ts'
import { keyFault } from './key-check.ts'
import type { Produce, ProduceRefusal } from './produce.ts'
import { compressorFor, fault, faultWhenRecompressed } from './validate.ts'

export type ProduceDeps = AppenderDeps & Readonly<{ codec: RecordCodec }>

/** An appender that has nothing to do is kept for the state it holds; beyond this many the idle ones are let go. */
const APPENDERS_KEPT = 2_000

export const produceService = (deps: ProduceDeps): Produce & { drained: () => Promise<void> } => {
  const { codec, clock } = deps
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

  const enqueue = (at: TopicPartition, batch: NewBatch, limits: TopicSettings, timeoutMs: number) =>
    appenderOf(at).enqueue(batch, limits.segments, timeoutMs, limits.isLogAppendTime)

  /** As the topic wants it compressed. */
  const recompressed = async (
    batch: NewBatch,
    limits: TopicSettings,
  ): Promise<E.Either<ProduceRefusal, NewBatch>> => {
    const compressor = compressorFor(batch, limits)
    if (compressor === null) return E.right(batch)
    const made = await codec.recompress(batch, compressor)
    if (E.isLeft(made)) return made
    const refused = faultWhenRecompressed(made.right, limits, clock.now())
    return refused === null ? made : E.left(refused)
  }

  /** As the topic takes it; `where` is the partition as Kafka prints it. */
  const prepared = async (
    batch: NewBatch,
    limits: TopicSettings,
    where: string,
  ): Promise<E.Either<ProduceRefusal, NewBatch>> => {
    const keyless = limits.compacts ? await keyFault(codec, batch.records, where) : null
    return keyless === null ? recompressed(batch, limits) : E.left(keyless)
  }

  return {
    append: async (request) => {
      const { topic, partition, records, timeoutMs } = request
      if (partition < 0 || partition >= topic.partitions) return E.left({ kind: 'unknown-partition' })
      const inspected = codec.inspect(records)
      if (E.isLeft(inspected)) return inspected
      const limits = settingsOf(topic)
      const refused = fault(inspected.right, request.allowsZstd, limits, clock.now())
      if (refused !== null) return E.left(refused)
      const at = { topicId: topic.id, partition }
      if (limits.compressor === null && !limits.compacts && preparing.isEmpty())
        return enqueue(at, inspected.right, limits, timeoutMs)
      const deadline = clock.monotonic() + timeoutMs
      const ready = prepared(inspected.right, limits, `${topic.name}-${partition}`)
      return preparing.pass(partitionKey(at), ready, async (batch) => {
        if (E.isLeft(batch)) return batch
        const left = deadline - clock.monotonic()
        return left > 0 ? enqueue(at, batch.right, limits, left) : E.left({ kind: 'timed-out' })
      })
    },
    drained: async () => {
      await preparing.drained()
      await Promise.all([...appenders.values()].map((each) => each.drained()))
    },
  }
}
