import { crc32 as portable } from 'node:zlib'

// The same sum, three times as fast; it has no binary for every platform.
const native = await import('@node-rs/crc32').then(
  (library) => library.crc32,
  () => null,
)

/** CRC-32 of more bytes, after those that gave `before`. */
export const crc32: (bytes: Buffer, before?: number) => number = native ?? portable
