import { AT, sizeAt } from '#adapters/kafka/records/header'
import { readInt64 } from '#adapters/kafka/records/int64'

/** How many records whole batches say they hold. Looks at two numbers of each, and stops where no batch can be. */
export const recordsIn = (batches: Buffer): number => {
  let count = 0
  for (let from = 0; from + AT.records <= batches.length; ) {
    count += batches.readInt32BE(from + AT.count)
    const size = sizeAt(batches, from)
    if (size < AT.records) break
    from += size
  }
  return count
}

/** The newest timestamp of the first batch, as its header has it; -1 for none. */
export const newestTimestamp = (batches: Buffer): number =>
  batches.length < AT.records ? -1 : readInt64(batches, AT.maxTimestamp)
