import type { RecordCodec } from '#ports/record-codec'

/** All that a store asks of a codec: base offset and leader epoch at their places in the header. */
export const stampingCodec: RecordCodec = {
  stamp: (batch, baseOffset, leaderEpoch) => {
    batch.writeBigInt64BE(BigInt(baseOffset), 0)
    batch.writeInt32BE(leaderEpoch, 12)
  },
  inspect: () => {
    throw new Error('a store does not inspect batches')
  },
  findByTime: () => Promise.reject(new Error('a store does not open batches')),
  keyless: () => Promise.reject(new Error('a store does not open batches')),
  open: () => Promise.reject(new Error('a store does not open batches')),
}
