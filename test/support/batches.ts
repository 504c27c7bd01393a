import { type BatchFacts, type Offset, offset } from '#domain/log/types'
import type { NewBatch, NewEntry } from '#ports/partition-log'

const HEADER = 61
const LENGTH_PREFIX = 12

/** Record batches of magic 2 (`kafka.md` c.2) with any bytes in place of the records, and a CRC of zero. */
export interface BatchSpec {
  readonly count?: number
  readonly maxTimestamp?: number
  readonly producerId?: number
  readonly producerEpoch?: number
  readonly baseSequence?: number
  readonly attributes?: number
  /** What stands in place of the records: text, or that many bytes. */
  readonly payload?: string | number
}

export const batch = (spec: BatchSpec = {}): NewBatch => {
  const { count = 1, maxTimestamp = 1_000, attributes = 0, payload = 'records' } = spec
  const { producerId = -1, producerEpoch = -1, baseSequence = -1 } = spec
  const body = typeof payload === 'string' ? Buffer.from(payload) : Buffer.alloc(payload, 'x')
  const records = Buffer.concat([Buffer.alloc(HEADER), body])
  records.writeInt32BE(records.length - LENGTH_PREFIX, 8)
  records.writeInt32BE(-1, 12)
  records.writeInt8(2, 16)
  records.writeInt16BE(attributes, 21)
  records.writeInt32BE(count - 1, 23)
  records.writeBigInt64BE(BigInt(maxTimestamp), 27)
  records.writeBigInt64BE(BigInt(maxTimestamp), 35)
  records.writeBigInt64BE(BigInt(producerId), 43)
  records.writeInt16BE(producerEpoch, 51)
  records.writeInt32BE(baseSequence, 53)
  records.writeInt32BE(count, 57)
  const facts: BatchFacts = {
    bytes: records.length,
    count,
    producerId,
    producerEpoch,
    baseSequence,
    attributes,
  }
  return { facts, maxTimestamp, records }
}

export const entry = (batches: readonly NewBatch[], appendTime = 5_000): NewEntry => ({ batches, appendTime })

/** An entry of one batch. */
export const single = (spec: BatchSpec = {}, appendTime = 5_000): NewEntry => entry([batch(spec)], appendTime)

/** A batch as it stands in a log. */
export interface StampedBatch {
  readonly baseOffset: Offset
  readonly leaderEpoch: number
  readonly count: number
  readonly payload: string
  readonly bytes: number
}

/** Takes whole batches apart; throws where the bytes are not whole batches. */
export const parseBatches = (records: readonly Buffer[]): readonly StampedBatch[] => records.flatMap(parse)

const parse = (bytes: Buffer): StampedBatch[] => {
  const found: StampedBatch[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readInt32BE(at + 8) + LENGTH_PREFIX
    if (size < HEADER || at + size > bytes.length) throw new Error(`torn batch of ${size} bytes at ${at}`)
    found.push({
      baseOffset: offset(Number(bytes.readBigInt64BE(at))),
      leaderEpoch: bytes.readInt32BE(at + 12),
      count: bytes.readInt32BE(at + 57),
      payload: bytes.toString('utf8', at + HEADER, at + size),
      bytes: size,
    })
    at += size
  }
  return found
}
