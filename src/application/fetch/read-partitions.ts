import { offset } from '#domain/log/types'
import type { PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import type { FetchedPartition, FetchPartition, FetchRequest } from './fetch.ts'
import { readPartition } from './read-partition.ts'

/**
 * Reads those partitions of a request that are `due` into `found`, side by side as far as the response has room for what
 * they may bring. What the first that has anything brings may be one batch larger than all limits (KIP-74).
 */
export const readPartitions = async (
  log: PartitionLog,
  { partitions, maxBytes }: FetchRequest,
  due: readonly number[],
  found: FetchedPartition[],
): Promise<void> => {
  for (const i of due) found[i] = UNREAD
  // Counted as it comes: a sum over all partitions for each of them would take a request of many partitions seconds.
  let taken = totalBytes(found)
  const read = async (i: number, most: number, atLeastOne: boolean): Promise<void> => {
    const partition = partitions[i]
    if (partition === undefined) return
    const outcome = await readPartition(log, partition, { maxBytes: share(partition, most), atLeastOne })
    found[i] = outcome
    taken += bytesOf(outcome)
  }

  for (let next = 0; next < due.length; ) {
    let room = Math.max(0, maxBytes - taken)
    // Without room the rest bring their bounds alone, all at once.
    const isFull = room === 0
    const wave: Promise<void>[] = []
    while (next < due.length && (room > 0 || isFull)) {
      const i = due[next++] ?? 0
      wave.push(read(i, room, false))
      room -= share(partitions[i], room)
    }
    await Promise.all(wave)
  }
  const first = partitions.findIndex((partition, i) => hasRecords(partition, found[i]))
  if (first === -1 || bytesOf(found[first]) > 0) return
  await read(first, maxBytes, true)
  dropWhatDoesNotFit(found, first, maxBytes)
}

const share = (partition: FetchPartition | undefined, room: number): number =>
  Math.max(0, Math.min(partition?.maxBytes ?? 0, room))

export const totalBytes = (found: readonly FetchedPartition[]): number =>
  found.reduce((sum, each) => sum + bytesOf(each), 0)

const NOWHERE = { logStart: offset(0), highWatermark: offset(0), leaderEpoch: -1 }
const UNREAD: FetchedPartition = E.right({ bounds: NOWHERE, records: [], bytes: 0 })

const bytesOf = (each: FetchedPartition | undefined): number =>
  each !== undefined && E.isRight(each) ? each.right.bytes : 0

/** Also what did not fit. */
const hasRecords = (partition: FetchPartition, each: FetchedPartition | undefined): boolean =>
  each !== undefined && E.isRight(each) && each.right.bounds.highWatermark > Number(partition.offset)

/** A first batch that is larger than all limits takes the others' room. */
const dropWhatDoesNotFit = (found: FetchedPartition[], first: number, maxBytes: number): void => {
  let room = maxBytes - bytesOf(found[first])
  found.forEach((each, i) => {
    if (i === first || E.isLeft(each) || each.right.bytes === 0) return
    if (each.right.bytes <= room) room -= each.right.bytes
    else found[i] = E.right({ ...each.right, records: [], bytes: 0 })
  })
}
