import type { Place } from '../values.ts'
import type { Kafka } from './kafka.ts'
import { EARLIEST, LATEST, offsetsAt, placeOf, type Spot } from './offsets.ts'

export type Wanted = Readonly<{ topic: string; partition: number }>
export type Bounds = Readonly<{ start: bigint; end: bigint }>

/** The log start and end of each partition, by its name. */
export const boundsOf = async (
  kafka: Kafka,
  spots: readonly Spot[],
): Promise<ReadonlyMap<string, Bounds>> => {
  const [starts, ends] = await Promise.all([
    offsetsAt(kafka, spots, EARLIEST),
    offsetsAt(kafka, spots, LATEST),
  ])
  const endOf = new Map(ends.map(({ topic, partition, offset }) => [placeOf(topic, partition), offset]))
  return new Map(
    starts.map(({ topic, partition, offset }) => {
      const at = placeOf(topic, partition)
      return [at, { start: offset, end: endOf.get(at) ?? offset }]
    }),
  )
}

/** The offset of a place in each partition; the nearest that it has, and its end where no record is that late. */
export const offsetsOf = async (
  kafka: Kafka,
  spots: readonly Spot[],
  place: Place,
  now: number,
): Promise<ReadonlyMap<string, bigint>> => {
  const bounds = await boundsOf(kafka, spots)
  const found = new Map<string, bigint>()
  if (place.kind === 'time' || place.kind === 'ago') {
    const since = place.kind === 'time' ? place.at : now - place.ms
    for (const { topic, partition, offset } of await offsetsAt(kafka, spots, BigInt(since)))
      if (offset >= 0n) found.set(placeOf(topic, partition), offset)
  }
  return new Map(
    [...bounds].map(([at, { start, end }]) => {
      if (place.kind === 'earliest') return [at, start]
      const wanted = place.kind === 'offset' ? place.offset : (found.get(at) ?? end)
      return [at, wanted < start ? start : wanted > end ? end : wanted]
    }),
  )
}
