import { expect } from 'vitest'
import type { Fetch } from '#application/fetch/fetch'
import { fetchService } from '#application/fetch/service'
import { type PartitionFold, partitionFold } from '#application/produce/partition-fold'
import type { Produce } from '#application/produce/produce'
import { produceService } from '#application/produce/service'
import { partitionToText } from '#application/produce/stored-partition'
import type { Topic } from '#domain/cluster/topic'
import { initialPartition, type PartitionState } from '#domain/log/partition-state'
import { type TopicPartition, topicId, topicName } from '#domain/topic/types'
import type { Store } from '#ports/store'
import { E } from '#shared/fp'
import type { StoreHarness } from '../contract/harness.ts'
import { accepted } from '../contract/outcome.ts'
import { batch, parseBatches, type StampedBatch } from './batches.ts'
import { type ManualTime, manualTime } from './manual-time.ts'
import { type ModelLog, modelLog, type SentBatch } from './model-log.ts'
import { contentsOf, foldAll } from './model-partition.ts'
import { silentLogger } from './silent-logger.ts'
import { trustingCodec } from './trusting-codec.ts'

export const PARTITIONS = 2

/** A broker as far as produce and fetch go, with a fold of its own that only ever follows. */
export interface ModelBroker {
  readonly store: Store
  readonly produce: Produce & Readonly<{ drained: () => Promise<void> }>
  readonly fetch: Fetch
  readonly following: readonly PartitionFold[]
}

export interface World {
  readonly topic: Topic
  readonly brokers: ModelBroker[]
  readonly time: ManualTime
  /** Several brokers append at the same time; where a store has but one instance, there is but one broker. */
  readonly separate: boolean
  /** What one broker appended has reached the others: a broker may be behind for as long as news travels. */
  readonly settle: () => Promise<void>
  readonly startBroker: () => Promise<ModelBroker>
}
export type Model = Readonly<{ partitions: readonly ModelLog[] }>

export const openWorld = async (harness: StoreHarness): Promise<{ model: Model; real: World }> => {
  const time = manualTime()
  const topic: Topic = {
    id: topicId('AAAAAAAAAAAAAAAAAAAAAA'),
    name: topicName('model'),
    partitions: PARTITIONS,
    // Segments of a few entries each.
    configs: new Map([['segment.bytes', '500']]),
    createdAt: 0,
  }
  const startBroker = async (): Promise<ModelBroker> => {
    const store = await harness.open()
    const { log } = store
    const leader = () => ({ id: 1, isSelf: true })
    return {
      store,
      produce: produceService({ log, ...time, logger: silentLogger, leader, codec: trustingCodec }),
      fetch: fetchService({ log, timers: time.timers }),
      following: places(topic).map((at) => partitionFold(log, at, silentLogger)),
    }
  }
  const brokers = [await startBroker()]
  if (harness.separateInstances) brokers.push(await startBroker())
  for (const at of places(topic)) await brokers[0]!.store.log.create(at, { createdAt: time.clock.now() })
  const model = { partitions: places(topic).map(modelLog) }
  const settle = async (): Promise<void> => harness.settle?.()
  return { model, real: { topic, brokers, time, separate: harness.separateInstances, settle, startBroker } }
}

export const places = (topic: Topic): readonly TopicPartition[] =>
  Array.from({ length: topic.partitions }, (_, partition) => ({ topicId: topic.id, partition }))

export const send = ({ topic, time }: World, to: ModelBroker, partition: number, sent: SentBatch) => {
  const { producer, epoch, sequence, count, payload } = sent
  const known = producer >= 0 ? { producerId: producer, producerEpoch: epoch, baseSequence: sequence } : {}
  const { records } = batch({ ...known, count, payload, maxTimestamp: time.clock.now() })
  return to.produce.append({ topic, partition, records, timeoutMs: 30_000, allowsZstd: true })
}

/** Everything that is told of a partition, by whichever broker, is what the model says. */
export const compare = async (model: Model, { topic, brokers, settle }: World): Promise<void> => {
  await settle()
  for (const [i, at] of places(topic).entries()) {
    const { batches, end, producers, logStart } = model.partitions[i]!
    const readable = batches.filter(({ baseOffset, count }) => baseOffset + count > logStart())
    const expected = { offset: end(), producers: producers() }
    for (const broker of brokers) {
      const stored = await consumed(broker, topic, i, logStart())
      expect(stored.map(({ baseOffset, count, payload }) => ({ baseOffset, count, payload }))).toEqual(
        readable.map(({ baseOffset, count, payload }) => ({ baseOffset, count, payload })),
      )
      const live = await stateOf(broker.following[i]!)
      expect(told(live)).toEqual(expected)
      const { whole, state } = await rebuilt(broker, at)
      if (whole) expect(contentsOf(state)).toEqual(contentsOf(live))
      else expect(state.position.offset).toBe(live.position.offset)
      const restored = await stateOf(partitionFold(broker.store.log, at, silentLogger))
      expect(contentsOf(restored)).toEqual(contentsOf(live))
    }
  }
}

/** Fetches to the end as a consumer does: an answer may bring less than there is. */
const consumed = async (
  { fetch }: ModelBroker,
  topic: Topic,
  partition: number,
  logStart: number,
): Promise<readonly StampedBatch[]> => {
  const stored: StampedBatch[] = []
  for (let next = logStart; ; ) {
    const [found] = await fetch.fetch({
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: 2 ** 30,
      partitions: [{ topic, partition, offset: BigInt(next), leaderEpoch: -1, maxBytes: 2 ** 30 }],
      abandoned: new AbortController().signal,
    })
    if (found === undefined || E.isLeft(found)) throw new Error(`not fetched: ${JSON.stringify(found)}`)
    const batches = parseBatches(found.right.records)
    stored.push(...batches)
    const last = batches.at(-1)
    // The high watermark beside records may be older than the log; beside nothing it is its end.
    if (last === undefined && next < found.right.bounds.highWatermark)
      throw new Error(`nothing is read at ${next}, below the high watermark`)
    if (last === undefined) return stored
    next = last.baseOffset + last.count
  }
}

export const storeSnapshot = async ({ store }: ModelBroker, at: TopicPartition): Promise<void> => {
  const state = await stateOf(partitionFold(store.log, at, silentLogger))
  await store.log.saveSnapshot(at, { position: state.position, state: partitionToText(state) })
}

/** Follows to the end. */
export const stateOf = async (fold: PartitionFold): Promise<PartitionState> => {
  const opened = await fold.open()
  if (E.isLeft(opened)) throw new Error(opened.left.kind)
  const news = await fold.catchUp()
  if (E.isLeft(news)) throw new Error(news.left.kind)
  return opened.right
}

/** From the first entry that is there on, without any snapshot; whether that is all there ever was. */
const rebuilt = async (
  { store: { log } }: ModelBroker,
  at: TopicPartition,
): Promise<Readonly<{ whole: boolean; state: PartitionState }>> => {
  const origin = await accepted(log.origin(at))
  const state = initialPartition(origin)
  for (;;) {
    const page = await accepted(log.facts(at, state.position, 7))
    foldAll(state, page)
    if (page.length < 7) return { whole: origin.offset === 0, state }
  }
}

/** As much of a state as the model knows. */
const told = (state: PartitionState) => {
  const { offset, producers } = contentsOf(state)
  return {
    offset,
    producers: producers.map(([id, { epoch, lastTime, batches }]) => [id, { epoch, lastTime, batches }]),
  }
}
