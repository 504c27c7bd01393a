import { type BatchOptions, buildBatch } from '#adapters/kafka/records/build'
import { kafkaRecordCodec } from '#adapters/kafka/records/record-codec'
import { recordsOf } from '#adapters/kafka/records/records'
import { memoryStore } from '#adapters/memory/store'
import { type CompactDeps, compactPartition } from '#application/compaction/compact-partition'
import type { Topic } from '#domain/cluster/topic'
import { offset, type Position } from '#domain/log/types'
import type { PartitionLog } from '#ports/partition-log'
import type { Store } from '#ports/store'
import { E } from '#shared/fp'
import { accepted } from '#test/contract/outcome'
import { parseBatches } from '#test/support/batches'
import { partition } from '#test/support/broker-parts'
import { aTopic } from '#test/support/fake-services'
import { MORNING } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'

/** A record as a test writes it: value null is a tombstone. */
export type Written = Readonly<{ key: string | null; value: string | null; timestamp?: number }>
export type Found = Written & Readonly<{ offset: number; timestamp: number }>

/** One partition of a compacted topic, with what was ever written to it. */
export const world = async (configs: Readonly<Record<string, string>> = {}) => {
  const store: Store = memoryStore(kafkaRecordCodec)
  const { log } = store
  await log.create(partition, { createdAt: MORNING })
  let end: Position = await accepted(log.origin(partition))
  let now = MORNING
  let topic: Topic = {
    ...aTopic('compacted'),
    id: partition.topicId,
    configs: new Map(
      Object.entries({ 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0', ...configs }),
    ),
  }
  const written: Found[] = []

  const append = async (records: readonly Written[], options: BatchOptions = {}): Promise<void> => {
    const drafts = records.map(({ key, value, timestamp = now }) => ({
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      timestamp,
    }))
    const inspected = kafkaRecordCodec.inspect(await buildBatch(drafts, options))
    if (E.isLeft(inspected)) throw new Error(inspected.left.message)
    const done = await accepted(log.append(partition, end, { batches: [inspected.right], appendTime: now }))
    records.forEach((record, i) => written.push({ timestamp: now, ...record, offset: done.baseOffset + i }))
    end = done.next
  }

  const deps = (some: Partial<CompactDeps> = {}): CompactDeps => ({
    log,
    codec: kafkaRecordCodec,
    mostKeys: 1_000,
    breathe: () => Promise.resolve(),
    topics: { known: () => topic, refresh: () => Promise.resolve() },
    time: () => Promise.resolve(now),
    isMine: () => true,
    logger: silentLogger,
    producerExpirationMs: 86_400_000,
    replaced: () => {},
    ...some,
  })

  return {
    log,
    deps,
    written,
    append,
    roll: async () => {
      end = await accepted(log.roll(partition, end, now))
    },
    compact: (some: Partial<CompactDeps> = {}) => compactPartition(deps(some), partition),
    pass: (ms: number) => {
      now += ms
    },
    now: () => now,
    configure: (changed: Readonly<Record<string, string>>) => {
      topic = { ...topic, configs: new Map([...topic.configs, ...Object.entries(changed)]) }
    },
    topic: () => topic,
    found: (from = 0) => readAll(log, from),
    cleanable: () => accepted(log.cleanable(partition)),
  }
}

/** Every record of the partition, as a consumer reads them. */
export const readAll = async (log: PartitionLog, from = 0): Promise<readonly Found[]> => {
  const all: Found[] = []
  for (let next = from; ; ) {
    const { records } = await accepted(log.read(partition, offset(next), { maxBytes: 500, atLeastOne: true }))
    if (records.length === 0) return all
    for (const batch of records)
      for (const record of await recordsOf(batch)) {
        const [key, value] = [record.key?.toString() ?? null, record.value?.toString() ?? null]
        all.push({ key, value, offset: record.offset, timestamp: record.timestamp })
      }
    const last = lastOf(records)
    if (last < next) throw new Error(`a read from ${next} brought what ends at ${last}`)
    next = last + 1
  }
}

/** Of the last batch, by its header: it may have no records. */
const lastOf = (records: readonly Buffer[]): number => {
  const bytes = records.at(-1)!
  return parseBatches([bytes])[0]!.baseOffset + bytes.readInt32BE(23)
}
