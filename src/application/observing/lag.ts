import { offset } from '#domain/log/types'
import { partitionKey, type TopicPartition } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'

/** Where a group goes on, in a log that goes on behind it. */
export type Behind = Readonly<{ group: string; at: TopicPartition; from: number }>

/** The newest timestamp of the batch at which each goes on, in the order asked for; -1 where that is not known. */
export type WaitingSince = (all: readonly Behind[]) => Promise<readonly number[]>

type Deps = Readonly<{ log: PartitionLog; timestampOf: (batches: Buffer) => number }>

/** Entries of up to a MiB are read for it: so many in one look, and so many at the same time. */
const MOST_READS = 500
const AT_ONCE = 8

type Known = Readonly<{ from: number; timestamp: number; look: number }>

/**
 * What was read is kept while its group stays where it is. When there is more to read than one look may, those that were read
 * longest ago come first, and the others are as they were: older than they are, never younger.
 */
export const waitingSince = ({ log, timestampOf }: Deps): WaitingSince => {
  let known = new Map<string, Known>()
  let looks = 0

  const read = async ({ at, from }: Behind): Promise<number> => {
    const slice = await log.read(at, offset(from), { maxBytes: 1, atLeastOne: true })()
    const [first] = E.isRight(slice) ? slice.right.records : []
    return first === undefined ? -1 : timestampOf(first)
  }

  return async (all) => {
    looks++
    const before = known
    known = new Map()
    const due: Behind[] = []
    for (const each of all) {
      const last = before.get(keyOf(each))
      if (last !== undefined) known.set(keyOf(each), last)
      if (last?.from !== each.from) due.push(each)
    }
    const lookOf = (each: Behind): number => before.get(keyOf(each))?.look ?? 0
    const first = due.toSorted((a, b) => lookOf(a) - lookOf(b)).slice(0, MOST_READS)
    for (let next = 0; next < first.length; next += AT_ONCE)
      await Promise.all(
        first.slice(next, next + AT_ONCE).map(async (each) => {
          const timestamp = await read(each)
          known.set(keyOf(each), { from: each.from, timestamp, look: looks })
        }),
      )
    return all.map((each) => known.get(keyOf(each))?.timestamp ?? -1)
  }
}

const keyOf = ({ group, at }: Behind): string => `${partitionKey(at)} ${group}`
