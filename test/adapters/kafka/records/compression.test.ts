import { constants, zstdCompressSync } from 'node:zlib'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { compress, decompress, outputBound } from '#adapters/kafka/records/compression'
import { StoreCorrupt } from '#ports/store-errors'
import { anyBytes, anyCompression, compressed } from './arbitrary.ts'

const MiB = 2 ** 20

/** Random parts and parts that repeat, across the block sizes of the codecs. */
const anyText = fc
  .array(fc.tuple(anyBytes(50), fc.integer({ min: 1, max: 3000 })), { maxLength: 4 })
  .map((parts) =>
    Buffer.concat(parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes))),
  )

test.prop([anyCompression, anyText], { numRuns: 60 })(
  'what was compressed comes back',
  async (compression, bytes) => {
    const back = await decompress(compression, await compress(compression, bytes), 10 * MiB)
    expect(back.equals(bytes)).toBe(true)
  },
)

test('what is not compressed is handed on', async () => {
  const bytes = Buffer.from('as it is')
  expect(await compress('none', bytes)).toBe(bytes)
  expect(await decompress('none', bytes, 1)).toBe(bytes)
})

test('batches may grow 200 times, up to 64 MiB, and small ones to 1 MiB', () => {
  expect([10, 10_000, MiB].map(outputBound)).toEqual([MiB, 2_000_000, 64 * MiB])
})

describe.each(compressed)('%s', (codec) => {
  test('a bomb stops at the bound', async () => {
    const bomb = await compress(codec, Buffer.alloc(100 * MiB))
    await expect(decompress(codec, bomb)).rejects.toThrow(StoreCorrupt)
  })

  test('exactly the bound is not too much, and one byte more is', async () => {
    const bytes = Buffer.alloc(100_000, 'abc')
    const small = await compress(codec, bytes)
    expect((await decompress(codec, small, bytes.length)).equals(bytes)).toBe(true)
    await expect(decompress(codec, small, bytes.length - 1)).rejects.toThrow(StoreCorrupt)
  })

  test.prop([anyBytes()])('refuses garbage or makes something bounded of it', async (bytes) => {
    await refusedOrBounded(codec, bytes, 1000)
  })

  test.prop([anyText, fc.nat(), fc.integer({ min: 1, max: 255 })], { numRuns: 60 })(
    'refuses damage or makes something bounded of it',
    async (bytes, where, difference) => {
      const damaged = Buffer.from(await compress(codec, bytes))
      const at = where % Math.max(1, damaged.length)
      damaged[at] = (damaged[at] ?? 0) ^ difference
      await refusedOrBounded(codec, damaged, bytes.length)
    },
  )

  test('refuses what was cut off', async () => {
    const whole = await compress(codec, Buffer.from('hello '.repeat(50)))
    const cuts = Array.from({ length: whole.length }, (_, length) => length)
    // the header of a xerial stream is a stream too, of nothing
    for (const length of cuts.filter((cut) => codec !== 'snappy' || cut !== 16))
      await expect(decompress(codec, whole.subarray(0, length)), `${length} bytes`).rejects.toThrow(
        StoreCorrupt,
      )
  })
})

test('a zstd frame may not ask for a window of 128 MiB', async () => {
  const params = { [constants.ZSTD_c_windowLog]: 27 }
  const greedy = zstdCompressSync(Buffer.alloc(20 * MiB, 'abcdefghij'), { params })
  await expect(decompress('zstd', greedy, 64 * MiB)).rejects.toThrow(/memory/)
})

const refusedOrBounded = async (codec: (typeof compressed)[number], bytes: Buffer, bound: number) => {
  try {
    expect((await decompress(codec, bytes, bound)).length).toBeLessThanOrEqual(bound)
  } catch (error) {
    expect(error).toBeInstanceOf(StoreCorrupt)
  }
}
