// The hash by which Java's producers choose a partition for a key (org.apache.kafka.common.utils.Utils.murmur2): records
// of one key must meet, whoever writes them.

const SEED = 0x9747b28c
const M = 0x5bd1e995
const R = 24

/** 32 bits, signed, as Java has it. */
export const murmur2 = (bytes: Buffer): number => {
  let hash = SEED ^ bytes.length
  const whole = bytes.length & ~3
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), M)
    word ^= word >>> R
    hash = Math.imul(hash, M) ^ Math.imul(word, M)
  }
  const rest = bytes.length - whole
  if (rest > 0) hash = Math.imul(hash ^ bytes.readUIntLE(whole, rest), M)
  hash ^= hash >>> 13
  hash = Math.imul(hash, M)
  return hash ^ (hash >>> 15)
}

export const partitionOf = (key: Buffer, partitions: number): number =>
  (murmur2(key) & 0x7fffffff) % partitions
