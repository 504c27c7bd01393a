import { readInt64 } from '#adapters/kafka/records/int64'

/** Where the fields of a record batch begin (magic 2, KIP-98). Bytes 0 to 20 lie outside the CRC, the rest is the producer's. */
export const AT = {
  baseOffset: 0,
  batchLength: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
  records: 61,
} as const

/** Base offset and length itself, which `batchLength` does not count. */
export const LENGTH_PREFIX_BYTES = AT.leaderEpoch

export const MAGIC = 2

export const FLAG = {
  logAppendTime: 1 << 3,
  transactional: 1 << 4,
  control: 1 << 5,
  deleteHorizon: 1 << 6,
} as const

export const CODEC_MASK = 0b111
export const KNOWN_ATTRIBUTES = 0b111_1111

/** In the order of their ids on the wire. */
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type Compression = (typeof codecs)[number]

/** Null for the ids 5 to 7, which nobody has given out. */
export const compressionOf = (attributes: number): Compression | null =>
  codecs[attributes & CODEC_MASK] ?? null

export const compressionBits = (compression: Compression): number => codecs.indexOf(compression)

export const has = (attributes: number, flag: number): boolean => (attributes & flag) !== 0

export type BatchHeader = ReturnType<typeof readHeader>

/** All that is said of the records before them. Wants 61 bytes and believes them: `inspect` is who doubts. */
export const readHeader = (batch: Buffer) => ({
  baseOffset: readInt64(batch, AT.baseOffset),
  leaderEpoch: batch.readInt32BE(AT.leaderEpoch),
  crc: batch.readUInt32BE(AT.crc),
  attributes: batch.readInt16BE(AT.attributes),
  lastOffsetDelta: batch.readInt32BE(AT.lastOffsetDelta),
  baseTimestamp: readInt64(batch, AT.baseTimestamp),
  maxTimestamp: readInt64(batch, AT.maxTimestamp),
  producerId: readInt64(batch, AT.producerId),
  producerEpoch: batch.readInt16BE(AT.producerEpoch),
  baseSequence: batch.readInt32BE(AT.baseSequence),
  count: batch.readInt32BE(AT.count),
})

/** Bytes of the batch that begins at `from`, itself and its length prefix; NaN when there is no room for a length. */
export const sizeAt = (batches: Buffer, from: number): number =>
  batches.length - from < LENGTH_PREFIX_BYTES
    ? Number.NaN
    : batches.readInt32BE(from + AT.batchLength) + LENGTH_PREFIX_BYTES
