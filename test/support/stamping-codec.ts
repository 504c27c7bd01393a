import type { RecordCodec } from '#ports/record-codec'

const LOG_APPEND_TIME = 0b1000

/** All that a store asks of a codec: base offset and leader epoch at their places in the header. */
export const stampingCodec: RecordCodec = {
  stamp: (batch, baseOffset, leaderEpoch) => {
    batch.writeBigInt64BE(BigInt(baseOffset), 0)
    batch.writeInt32BE(leaderEpoch, 12)
  },
  inspect: () => {
    throw new Error('a store does not inspect batches')
  },
  setAppendTime: (sent, time) => {
    const attributes = sent.facts.attributes | LOG_APPEND_TIME
    sent.records.writeInt16BE(attributes, 21)
    sent.records.writeBigInt64BE(BigInt(time), 35)
    return { ...sent, facts: { ...sent.facts, attributes }, maxTimestamp: time }
  },
  recompress: () => Promise.reject(new Error('a store does not compress batches')),
  findByTime: () => Promise.reject(new Error('a store does not open batches')),
  keyless: () => Promise.reject(new Error('a store does not open batches')),
  open: () => Promise.reject(new Error('a store does not open batches')),
}
