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
import { type Lease, room } from './room.ts'
import { compressorFor, fault, faultWhenRecompressed } from './validate.ts'

export type ProduceDeps = AppenderDeps & Readonly<{ codec: RecordCodec }>

/** An appender that has nothing to do is kept for the state it holds; beyond this many the idle ones are let go. */
const APPENDERS_KEPT = 2_000

/**
 * What recompression has made and the log has not taken yet, over all partitions: a request of 16 MiB may become 3 GB. A
 * batch has room for all that it may become before it is opened.
 */
const RECOMPRESSED_BYTES = 64 * 2 ** 20

export const produceService = (deps: ProduceDeps): Produce & { drained: () => Promise<void> } => {
  const { codec, clock } = deps
  const preparing = entrance()
  const recompressing = room(RECOMPRESSED_BYTES)
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

  /**
   * Asked for before anything is awaited, so that room is given in the order in which batches came: one that had it while an
   * earlier one of its partition waits for it would wait for that one in turn, for ever.
   */
  const leaseFor = (batch: NewBatch, limits: TopicSettings): Promise<Lease | null> =>
    compressorFor(batch, limits) === null
      ? Promise.resolve(null)
      : recompressing(Math.min(limits.maxMessageBytes, RECOMPRESSED_BYTES))

  /** As the topic takes it; `where` is the partition as Kafka prints it. */
  const prepared = async (
    batch: NewBatch,
    limits: TopicSettings,
    where: string,
    asked: Promise<Lease | null>,
  ): Promise<E.Either<ProduceRefusal, NewBatch>> => {
    const lease = await asked
    const keyless = limits.compacts ? await keyFault(codec, batch.records, where) : null
    const made = keyless === null ? await recompressed(batch, limits) : E.left(keyless)
    lease?.shrink(E.isLeft(made) ? 0 : made.right.facts.bytes)
    return made
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
      const lease = leaseFor(inspected.right, limits)
      const ready = prepared(inspected.right, limits, `${topic.name}-${partition}`, lease)
      try {
        return await preparing.pass(partitionKey(at), ready, async (batch) => {
          if (E.isLeft(batch)) return batch
          const left = deadline - clock.monotonic()
          return left > 0 ? enqueue(at, batch.right, limits, left) : E.left({ kind: 'timed-out' })
        })
      } finally {
        // It is there: nothing passes before it was prepared.
        void lease.then((held) => held?.giveBack())
      }
    },
    drained: async () => {
      await preparing.drained()
      await Promise.all([...appenders.values()].map((each) => each.drained()))
    },
  }
}
