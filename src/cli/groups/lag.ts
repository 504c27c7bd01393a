import { committedBy } from '../kafka/commits.ts'
import { check, UNKNOWN_TOPIC } from '../kafka/errors.ts'
import type { DescribedGroup } from '../kafka/groups.ts'
import type { Kafka } from '../kafka/kafka.ts'
import { LATEST, offsetsAt, placeOf } from '../kafka/offsets.ts'
import type { Wanted } from '../kafka/places.ts'
import { visible } from '../text.ts'

export type PartitionOfGroup = Readonly<{
  topic: string
  partition: number
  /** Null where nothing is committed. */
  committed: bigint | null
  /** Null where the topic is gone, or has no leader. */
  end: bigint | null
  lag: bigint | null
  member: string | null
}>

type Asked = Pick<DescribedGroup, 'group' | 'coordinator' | 'members'>

/** The partitions that the group has committed or is assigned, with how far behind it is on each. */
export const partitionsOf = async (
  kafka: Kafka,
  { group, coordinator, members }: Asked,
): Promise<readonly PartitionOfGroup[]> => {
  const committed = new Map<string, bigint>()
  const places = new Map<string, Wanted>()
  for (const { topic, partition, offset } of await committedBy(kafka, group, coordinator)) {
    committed.set(placeOf(topic, partition), offset)
    places.set(placeOf(topic, partition), { topic, partition })
  }
  const owners = new Map<string, string>()
  for (const { id, assigned } of members ?? [])
    for (const { topic, partitions } of assigned ?? [])
      for (const partition of partitions) {
        owners.set(placeOf(topic, partition), id)
        places.set(placeOf(topic, partition), { topic, partition })
      }
  const ends = await endsOf(kafka, [...places.values()])
  return [...places]
    .map(([place, { topic, partition }]) => {
      const at = committed.get(place) ?? null
      const end = ends.get(place) ?? null
      const behind = at === null || end === null ? null : end - at
      return {
        topic,
        partition,
        committed: at,
        end,
        lag: behind !== null && behind < 0n ? 0n : behind,
        member: owners.get(place) ?? null,
      }
    })
    .toSorted((one, other) =>
      one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1,
    )
}

/** Null where no partition of it tells. */
export const lagOf = (partitions: readonly PartitionOfGroup[]): bigint | null =>
  partitions.reduce<bigint | null>((sum, { lag }) => (lag === null ? sum : (sum ?? 0n) + lag), null)

const endsOf = async (kafka: Kafka, places: readonly Wanted[]): Promise<ReadonlyMap<string, bigint>> => {
  if (places.length === 0) return new Map()
  const { topics } = await kafka.metadata([...new Set(places.map(({ topic }) => topic))])
  const leaders = new Map<string, number>()
  for (const { name, errorCode, partitions } of topics) {
    if (errorCode !== UNKNOWN_TOPIC) check(`topic ${visible(name ?? '')}`, errorCode)
    for (const { partitionIndex, leaderId } of partitions)
      leaders.set(placeOf(name ?? '', partitionIndex), leaderId)
  }
  const spots = places.flatMap(({ topic, partition }) => {
    const leader = leaders.get(placeOf(topic, partition)) ?? -1
    return leader < 0 ? [] : [{ topic, partition, leader }]
  })
  return offsetsAt(kafka, spots, LATEST)
}
