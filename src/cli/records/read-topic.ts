import { misused } from '../failure.ts'
import { check, KafkaError } from '../kafka/errors.ts'
import { type FetchedPartition, fetchFrom } from '../kafka/fetch.ts'
import { type Kafka, mayComeBack } from '../kafka/kafka.ts'
import { EARLIEST, offsetsAt, placeOf } from '../kafka/offsets.ts'
import { boundsOf, offsetsOf } from '../kafka/places.ts'
import { visible } from '../text.ts'
import { findTopic, spotsOf } from '../topics/found.ts'
import type { Place } from '../values.ts'
import { readBatches } from './batches.ts'
import type { ConsumedRecord } from './record.ts'

export type Reading = Readonly<{
  topic: string
  /** None means all. */
  partitions: readonly number[]
  from: Place
  follow: boolean
  now: number
  signal: AbortSignal
  say: (text: string) => void
}>

/** With where to read on, where the records that were asked for are gone. */
type Fetched = FetchedPartition & Readonly<{ start: bigint | null }>

const IDLE_WAIT_MS = 500
const OFFSET_OUT_OF_RANGE = 1

/** The records of a topic, those of each partition in their order; up to the ends as they are when it begins, or for ever. */
export async function* readTopic(
  kafka: Kafka,
  { topic, partitions, from, follow, now, signal, say }: Reading,
): AsyncGenerator<readonly ConsumedRecord[], void> {
  let spots = await wantedSpots(kafka, topic, partitions)
  const ends = await kafka.patiently(() => boundsOf(kafka, spots))
  const starts = await kafka.patiently(() => offsetsOf(kafka, spots, from, now))
  const next = new Map(spots.map(({ partition }) => [partition, starts.get(placeOf(topic, partition)) ?? 0n]))
  const isOpen = (partition: number): boolean =>
    follow || (next.get(partition) ?? 0n) < (ends.get(placeOf(topic, partition))?.end ?? 0n)

  const placed = (partition: number): string => visible(placeOf(topic, partition))

  /** One round: every leader is asked once. */
  const round = async (maxWaitMs: number): Promise<readonly FetchedPartition[]> => {
    const open = spots.filter(({ partition }) => isOpen(partition))
    const byLeader = Map.groupBy(open, ({ leader }) => leader)
    const answers = await Promise.all(
      [...byLeader].map(([leader, wanted]) => {
        const positions = wanted.map(({ partition }) => ({ partition, offset: next.get(partition) ?? 0n }))
        return fetchFrom(kafka, { topic, leader, positions, maxWaitMs, signal })
      }),
    )
    return answers.flat()
  }

  /** Where a partition begins by now, where retention has overtaken whoever reads. Apache Kafka does not say it with the error. */
  const startAfter = async (partition: number, errorCode: number): Promise<bigint> => {
    const asked = spots.filter((spot) => spot.partition === partition)
    const start = (await offsetsAt(kafka, asked, EARLIEST)).get(placeOf(topic, partition)) ?? -1n
    if (start <= (next.get(partition) ?? 0n)) throw new KafkaError(placed(partition), errorCode)
    return start
  }

  const checked = async (fetched: FetchedPartition): Promise<Fetched> => {
    const { partition, errorCode } = fetched
    if (errorCode === OFFSET_OUT_OF_RANGE)
      return { ...fetched, start: await startAfter(partition, errorCode) }
    check(placed(partition), errorCode)
    return { ...fetched, start: null }
  }

  let isIdle = false
  while (!signal.aborted && [...next.keys()].some(isOpen)) {
    let fetched: readonly Fetched[]
    let isFirst = true
    try {
      fetched = await kafka.patiently(
        async () => {
          if (!isFirst) spots = await wantedSpots(kafka, topic, partitions)
          isFirst = false
          return Promise.all((await round(isIdle ? IDLE_WAIT_MS : 0)).map(checked))
        },
        (error) => !signal.aborted && mayComeBack(error),
      )
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    isIdle = true
    const read: ConsumedRecord[] = []
    for (const { partition, start, bytes } of fetched) {
      const at = next.get(partition) ?? 0n
      if (start !== null) {
        say(`${placed(partition)}: records before offset ${start} are gone`)
        next.set(partition, start)
        continue
      }
      const { records, next: then } = await readBatches(bytes, topic, partition, at)
      if (then > at) isIdle = false
      next.set(partition, then)
      for (const record of records) read.push(record)
    }
    if (read.length > 0) yield read
  }
}

const wantedSpots = async (kafka: Kafka, topic: string, partitions: readonly number[]) => {
  const found = await findTopic(kafka, topic)
  const numbers = new Set(found.partitions.map(({ partitionIndex }) => partitionIndex))
  const missing = partitions.find((partition) => !numbers.has(partition))
  if (missing !== undefined)
    throw misused(`${visible(topic)} has no partition ${missing}, but 0 to ${numbers.size - 1}`)
  const isWanted = (partition: number): boolean => partitions.length === 0 || partitions.includes(partition)
  const wanted = found.partitions.filter(({ partitionIndex }) => isWanted(partitionIndex))
  for (const { partitionIndex, leaderId, errorCode } of wanted)
    check(visible(placeOf(topic, partitionIndex)), leaderId < 0 ? errorCode : 0)
  return spotsOf([{ ...found, partitions: wanted }])
}
