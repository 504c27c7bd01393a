import { describe, expect, test } from 'vitest'
import { buildBatch, buildPlainBatch } from '#adapters/kafka/records/build'
import { keyless, openBatch } from '#adapters/kafka/records/open-batch'
import { E } from '#shared/fp'

const key = (text: string) => Buffer.from(text)

describe('an open batch', () => {
  test('tells keys apart, and what is a tombstone', async () => {
    const batch = buildPlainBatch(
      [
        { key: key('a'), value: key('1') },
        { key: key('b'), value: null },
        { key: key('a'), value: key('') },
        { key: null, value: key('3') },
        { key: key('') },
      ],
      { baseOffset: 50 },
    )
    const { records, judged } = await openBatch(batch)
    expect(records?.map(({ offset, isTombstone }) => [offset, isTombstone])).toEqual([
      [50, false],
      [51, true],
      [52, false],
      [53, false],
      [54, true],
    ])
    const [first, second, third, fourth, fifth] = records!.map((record) => record.key)
    expect(first).toHaveLength(16)
    expect(first).toEqual(third)
    expect(first).not.toEqual(second)
    expect(fourth).toBeNull()
    expect(fifth).toHaveLength(16)
    expect(judged).toEqual({ end: 55, isControl: false, deleteHorizon: null, records: 5 })
  })

  test('that cannot be read has no records, and says so', async () => {
    const torn = await buildBatch([{ key: key('a'), value: Buffer.alloc(900, 'v') }], { compression: 'zstd' })
    torn.fill(0, 61)
    expect((await openBatch(torn)).records).toBeNull()
  })

  test('of many records lets others have their turn', async () => {
    const batch = buildPlainBatch(Array.from({ length: 50_000 }, (_, i) => ({ key: key(`${i}`) })))
    let turns = 0
    const counting = setInterval(() => turns++, 0)
    await (await openBatch(batch)).rebuild([...Array(50_000).keys()], null)
    clearInterval(counting)
    expect(turns).toBeGreaterThan(5)
  })
})

describe('records without a key', () => {
  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('are found in %s', async (compression) => {
    const batch = await buildBatch(
      [{ key: key('a') }, { value: key('b') }, { key: key('') }, { key: null, value: null }],
      { compression },
    )
    expect(await keyless(batch)).toEqual(E.right([1, 3]))
    expect(await keyless(await buildBatch([{ key: key('a') }], { compression }))).toEqual(E.right([]))
  })

  test('are not looked for in what is no records', async () => {
    const batch = await buildBatch([{ key: key('a') }], { compression: 'gzip' })
    batch.writeInt16BE(4, 21)
    expect(await keyless(batch)).toMatchObject(E.left({ kind: 'invalid-record' }))
  })
})
