import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { buildBatch } from '#adapters/kafka/records/build'
import { readBatches } from '#cli/records/batches'

const batchOf = (baseOffset: number, ...values: readonly string[]) =>
  buildBatch(
    values.map((value) => ({ timestamp: 5, value: Buffer.from(value) })),
    { baseOffset },
  )

const read = async (bytes: Buffer, from: bigint) => {
  const { records, next } = await readBatches(bytes, 't', 0, from)
  return {
    values: records.map(({ value }) => String(value)),
    offsets: records.map(({ offset }) => offset),
    next,
  }
}

describe('what a broker sent', () => {
  test('begins where it was asked for, though the batch begins before', async () => {
    const bytes = Buffer.concat([await batchOf(0, 'a', 'b'), await batchOf(2, 'c')])
    expect(await read(bytes, 1n)).toEqual({ values: ['b', 'c'], offsets: [1n, 2n], next: 3n })
  })

  test('goes on after what holds no records of clients', async () => {
    const control = await buildBatch([{ key: Buffer.alloc(4), value: Buffer.alloc(6) }], {
      baseOffset: 1,
      isControl: true,
    })
    const bytes = Buffer.concat([await batchOf(0, 'a'), control])
    expect(await read(bytes, 0n)).toEqual({ values: ['a'], offsets: [0n], next: 2n })
  })

  test('that is damaged is refused, and says where', async () => {
    const bytes = await batchOf(7, 'a')
    bytes[bytes.length - 1] = ~(bytes.at(-1) ?? 0)
    await expect(read(bytes, 7n)).rejects.toThrow('t:0, after offset 6: the CRC of a stored batch is wrong')
    bytes[16] = 1
    await expect(read(bytes, 7n)).rejects.toThrow('the message format 1 is older than Kafka 0.11')
  })

  test('and is not damaged is read first', async () => {
    const damaged = await batchOf(2, 'c')
    damaged[damaged.length - 1] = ~(damaged.at(-1) ?? 0)
    const bytes = Buffer.concat([await batchOf(0, 'a', 'b'), damaged])
    const { next, ...first } = await read(bytes, 0n)
    expect(first).toEqual({ values: ['a', 'b'], offsets: [0n, 1n] })
    await expect(read(damaged, next)).rejects.toThrow('t:0, after offset 1: the CRC')
  })

  property.prop([fc.nat(400)])('may be cut short at any byte', async (kept) => {
    const batches = [await batchOf(0, 'a', 'b'), await batchOf(2, 'c', 'd', 'e'), await batchOf(5, 'f')]
    const whole = batches.reduce(
      ({ bytes, records }, batch, nth) =>
        bytes + batch.length <= kept
          ? { bytes: bytes + batch.length, records: [2, 5, 6][nth] ?? 0 }
          : { bytes: Number.POSITIVE_INFINITY, records },
      { bytes: 0, records: 0 },
    )
    const { values, next } = await read(Buffer.concat(batches).subarray(0, kept), 0n)
    expect(values.join('')).toBe('abcdef'.slice(0, whole.records))
    expect(next).toBe(BigInt(whole.records))
  })
})
