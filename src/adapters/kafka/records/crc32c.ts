// CRC-32C (Castagnoli), which zlib.crc32 is not. The native package is six times faster than the portable table, but
// has no binary for every platform, and a broker that starts slowly is better than one that does not start.

const native = await import('@node-rs/crc32').then(
  (library) => library.crc32c,
  () => null,
)

const POLYNOMIAL = 0x82f63b78
const LANES = 8

/** `tables[256 * lane + byte]`: what a byte does to the sum when `lane` more bytes follow it. */
const computeTables = (): Uint32Array => {
  const table = new Uint32Array(256 * LANES)
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1
    table[byte] = sum
  }
  for (let at = 256; at < table.length; at++) {
    const before = table[at - 256] ?? 0
    table[at] = (before >>> 8) ^ (table[before & 0xff] ?? 0)
  }
  return table
}

let computed: Uint32Array | null = null

/** Slice-by-8, for where the native one cannot be loaded. */
export const portableCrc32c = (bytes: Uint8Array): number => {
  computed ??= computeTables()
  const tables = computed
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const look = (lane: number, byte: number): number => tables[256 * lane + (byte & 0xff)] ?? 0
  let sum = -1
  let at = 0
  for (; at + LANES <= bytes.length; at += LANES) {
    const low = sum ^ view.getInt32(at, true)
    const high = view.getInt32(at + 4, true)
    sum =
      look(7, low) ^
      look(6, low >>> 8) ^
      look(5, low >>> 16) ^
      look(4, low >>> 24) ^
      look(3, high) ^
      look(2, high >>> 8) ^
      look(1, high >>> 16) ^
      look(0, high >>> 24)
  }
  for (; at < bytes.length; at++) sum = (sum >>> 8) ^ look(0, sum ^ view.getUint8(at))
  return ~sum >>> 0
}

export const crc32c: (bytes: Uint8Array) => number = native ?? portableCrc32c
