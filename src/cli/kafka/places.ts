import type { Place } from '../values.ts'
import type { Kafka } from './kafka.ts'
import { EARLIEST, LATEST, offsetsAt, type Spot } from './offsets.ts'

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
  return new Map([...starts].map(([at, start]) => [at, { start, end: ends.get(at) ?? start }]))
}

/** The offset of a place in each partition; the nearest that it has, and its end where no record is that late. */
export const offsetsOf = async (
  kafka: Kafka,
  spots: readonly Spot[],
  place: Place,
  now: number,
): Promise<ReadonlyMap<string, bigint>> => {
  const bounds = await boundsOf(kafka, spots)
  const since = place.kind === 'time' ? place.at : place.kind === 'ago' ? now - place.ms : null
  const found = since === null ? NOTHING : await offsetsAt(kafka, spots, BigInt(since))
  return new Map(
    [...bounds].map(([at, { start, end }]) => {
      if (place.kind === 'earliest') return [at, start]
      const offset = place.kind === 'offset' ? place.offset : (found.get(at) ?? NO_RECORD)
      return [at, offset === NO_RECORD ? end : within({ start, end }, offset)]
    }),
  )
}

const NOTHING: ReadonlyMap<string, bigint> = new Map()
const NO_RECORD = -1n

/** The nearest offset that the partition has. */
export const within = ({ start, end }: Bounds, offset: bigint): bigint =>
  offset < start ? start : offset > end ? end : offset
