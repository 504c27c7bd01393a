import { promisify } from 'node:util'
import { constants, gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib'
import { atMost } from '#adapters/kafka/records/at-most'
import type { Compression } from '#adapters/kafka/records/header'
import { decodeLz4Frame } from '#adapters/kafka/records/lz4-frame'
import { StoreCorrupt } from '#ports/store-errors'

const MiB = 2 ** 20

/**
 * How much a batch may grow to. `max.message.bytes` bounds what is compressed, and 1 MiB of zstd can become 34 GB. The
 * floor is for small batches of much the same, which shrink beyond 200:1 without anybody meaning harm.
 */
export const outputBound = (compressedBytes: number): number =>
  Math.min(64 * MiB, Math.max(MiB, 200 * compressedBytes))

/**
 * The bytes that were compressed, at most `bound` of them. Rejects with `StoreCorrupt` when they are more or cannot be
 * had; with another error when the codec cannot be loaded, of which the bytes are innocent. Uncompressed bytes are
 * returned as they are.
 */
export const decompress = async (
  compression: Compression,
  bytes: Buffer,
  bound: number = outputBound(bytes.length),
): Promise<Buffer> => {
  if (compression === 'none') return bytes
  if (compression === 'snappy') await snappy()
  try {
    return await fewAtOnce(() => codecs[compression].decompress(bytes, bound))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StoreCorrupt(`cannot decompress ${compression}: ${reason}`, { cause })
  }
}

/** With a level where the codec has them and its library takes them: gzip and zstd. */
export const compress = async (
  compression: Compression,
  bytes: Buffer,
  level?: number | null,
): Promise<Buffer> => (compression === 'none' ? bytes : codecs[compression].compress(bytes, level ?? null))

/** Whether what was compressed to so few bytes will be decompressed again. */
export const isReadable = (compression: Compression, plainBytes: number, compressedBytes: number): boolean =>
  compression === 'none' || plainBytes <= outputBound(compressedBytes)

interface Codec {
  readonly compress: (bytes: Buffer, level: number | null) => Promise<Buffer>
  readonly decompress: (bytes: Buffer, bound: number) => Promise<Buffer>
}

/** As many as libuv has threads; each may hold its bound of memory. */
const fewAtOnce = atMost(4)

/** log2 of the largest window a zstd frame may ask memory for: 8 MiB, what RFC 8878 tells decoders to support. */
const MAX_WINDOW_LOG = 23

/** From here on zstd would choose windows that readers like ours do not take. */
const WIDE_FROM_LEVEL = 20

const zstdParams = (level: number) => ({
  [constants.ZSTD_c_compressionLevel]: level,
  ...(level >= WIDE_FROM_LEVEL ? { [constants.ZSTD_c_windowLog]: MAX_WINDOW_LOG } : {}),
})

const inflate = promisify(gunzip)
const deflate = promisify(gzip)
const fromZstd = promisify(zstdDecompress)
const toZstd = promisify(zstdCompress)

// Native libraries, loaded by the first batch that needs them: 15 ms that a start need not wait for.
const snappy = () => import('#adapters/kafka/records/snappy-framing')
const lz4 = () => import('lz4-napi')

const codecs: Readonly<Record<Exclude<Compression, 'none'>, Codec>> = {
  gzip: {
    compress: (bytes, level) => (level === null ? deflate(bytes) : deflate(bytes, { level })),
    decompress: (bytes, bound) => inflate(bytes, { maxOutputLength: bound }),
  },
  snappy: {
    compress: async (bytes) => (await snappy()).encodeXerial(bytes),
    decompress: async (bytes, bound) => (await snappy()).decodeSnappy(bytes, bound),
  },
  lz4: {
    compress: async (bytes) => (await lz4()).compressFrame(bytes),
    decompress: decodeLz4Frame,
  },
  zstd: {
    compress: (bytes, level) =>
      level === null ? toZstd(bytes) : toZstd(bytes, { params: zstdParams(level) }),
    decompress: (bytes, bound) =>
      fromZstd(bytes, {
        maxOutputLength: bound,
        params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
      }),
  },
}
