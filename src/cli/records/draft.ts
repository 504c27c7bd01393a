import type { RecordDraft } from '#adapters/kafka/records/build'
import { Failure } from '../failure.ts'
import type { Given } from '../spec.ts'
import type { produce } from '../specs/records.ts'
import { partitionOf } from './murmur2.ts'

type Flags = Given<typeof produce>['flags']

/** What a line becomes: its key and value, and what the flags say of all records. */
export const drafting = (
  { header, key, keySeparator, null: none }: Flags,
  now: () => number,
): ((line: Buffer, number: number) => RecordDraft) => {
  const headers = header.map(({ name, value }) => ({ key: Buffer.from(name), value: Buffer.from(value) }))
  const ofAll = key === undefined ? null : Buffer.from(key)
  const nothing = none === undefined ? null : Buffer.from(none)
  const separator = keySeparator === undefined ? null : Buffer.from(keySeparator)
  const valueOf = (value: Buffer) => (nothing?.equals(value) === true ? null : value)
  return (line, number) => {
    const timestamp = now()
    if (separator === null) return { timestamp, key: ofAll, value: valueOf(line), headers }
    const at = line.indexOf(separator)
    if (at === -1)
      throw new Failure(`line ${number} has no ${JSON.stringify(keySeparator)} between key and value`)
    const value = valueOf(line.subarray(at + separator.length))
    return { timestamp, key: line.subarray(0, at), value, headers }
  }
}

/** Without a key, so many records go to a partition before the next one's turn. */
const TOGETHER = 100

/** By the key as Java does; those without one stay together for a while, and then go to the next partition. */
export const placing = (
  { partition }: Flags,
  partitions: number,
  seed: number,
): ((record: RecordDraft) => number) => {
  let spread = seed % partitions
  let here = 0
  return ({ key }) => {
    if (partition !== undefined) return partition
    if (key !== null && key !== undefined) return partitionOf(key, partitions)
    if (++here % TOGETHER === 0) spread = (spread + 1) % partitions
    return spread
  }
}
