import { memoryStore } from '#adapters/memory/store'
import { type Appender, type AppenderDeps, appender } from '#application/produce/appender'
import type { Outcome } from '#application/produce/pending'
import type { Produced, ProduceRefusal } from '#application/produce/produce'
import type { SegmentLimits } from '#domain/log/segment-policy'
import { offset } from '#domain/log/types'
import { type TopicPartition, topicId } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'
import type { Store } from '#ports/store'
import { E } from '#shared/fp'
import { type BatchSpec, batch, parseBatches, type StampedBatch } from './batches.ts'
import { manualTime } from './manual-time.ts'
import { silentLogger } from './silent-logger.ts'
import { stampingCodec } from './stamping-codec.ts'

export const partition: TopicPartition = { topicId: topicId('AAAAAAAAAAAAAAAAAAAAAA'), partition: 0 }

/** Segments that never fill. */
export const roomy: SegmentLimits = {
  segmentBytes: 2 ** 30,
  segmentMs: 2 ** 50,
  segmentJitterMs: 0,
  retentionBytes: -1,
  retentionMs: -1,
}

/** A store of its own whose one partition is empty. */
export const storeWithPartition = async (): Promise<Store> => {
  const store = memoryStore(stampingCodec)
  await store.log.create(partition, { createdAt: 0 })
  return store
}

/** An appender of {@link partition} on a broker that is its leader and has its own time, unless said otherwise. */
export const appenderOn = (log: PartitionLog, some: Partial<AppenderDeps> = {}): Appender => {
  const { clock, timers } = manualTime()
  const leader = () => ({ id: 1, isSelf: true })
  return appender(
    { log, clock, timers, logger: silentLogger, leader, codec: stampingCodec, ...some },
    partition,
  )
}

export const idempotent = (baseSequence: number, some: BatchSpec = {}) =>
  batch({ producerId: 9, producerEpoch: 0, baseSequence, payload: `s${baseSequence}`, ...some })

export const enqueue = (to: Appender, spec: BatchSpec = {}, timeoutMs = 30_000): Promise<Outcome> =>
  to.enqueue(batch(spec), roomy, timeoutMs)

export const produced = async (outcome: Promise<Outcome>): Promise<Produced> => {
  const settled = await outcome
  if (E.isLeft(settled)) throw new Error(`refused: ${JSON.stringify(settled.left)}`)
  return settled.right
}

export const refusalOf = async (outcome: Promise<Outcome>): Promise<ProduceRefusal> => {
  const settled = await outcome
  if (E.isRight(settled)) throw new Error(`not refused: ${JSON.stringify(settled.right)}`)
  return settled.left
}

/** Every batch of the partition, oldest first; throws when offsets are not dense from 0. */
export const everyBatch = async (log: PartitionLog, at = partition): Promise<readonly StampedBatch[]> => {
  const read = await log.read(at, offset(0), { maxBytes: 2 ** 30, atLeastOne: true })()
  if (E.isLeft(read)) throw new Error(read.left.kind)
  const batches = parseBatches(read.right.records)
  let next = 0
  for (const { baseOffset, count } of batches) {
    if (baseOffset !== next) throw new Error(`${baseOffset} stands where ${next} should`)
    next += count
  }
  return batches
}

export const payloads = async (log: PartitionLog): Promise<readonly string[]> =>
  (await everyBatch(log)).map(({ payload }) => payload)
