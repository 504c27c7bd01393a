import { compress as raw } from 'snappy'
import { describe, expect, test } from 'vitest'
import { decodeSnappy, encodeXerial } from '#adapters/kafka/records/snappy-framing'

const HEADER = '82534e4150505900' + '00000001' + '00000001'
const text = Buffer.from('lorem ipsum '.repeat(10_000))

describe('snappy', () => {
  test('is written in blocks of 32 KiB, as snappy-java does', async () => {
    const framed = await encodeXerial(text)
    expect(framed.subarray(0, 16).toString('hex')).toBe(HEADER)
    expect((await decodeSnappy(framed, text.length)).equals(text)).toBe(true)
  })

  test('may be one raw block, as librdkafka sends', async () => {
    expect((await decodeSnappy(await raw(text), text.length)).equals(text)).toBe(true)
  })

  test('may be one stream after another', async () => {
    const framed = await encodeXerial(Buffer.from('abc'))
    expect((await decodeSnappy(Buffer.concat([framed, framed]), 10)).toString()).toBe('abcabc')
  })

  test('of nothing is nothing', async () => {
    expect(await decodeSnappy(await encodeXerial(Buffer.alloc(0)), 10)).toHaveLength(0)
  })

  test('counts what all blocks promise before it opens one', async () => {
    const promise = 'ffffff7f' // a varint of 256 MiB
    const lies = Buffer.from(`${HEADER}00000005${promise}00`, 'hex')
    await expect(decodeSnappy(lies, 1000)).rejects.toThrow('more than 1000 bytes')
  })

  test.each([
    ['a block of no bytes', '00000000'],
    ['a negative block', 'ffffffff'],
    ['a block beyond the end', '00000009aa'],
    ['half a length', '0000'],
    ['a block without its own length', '00000001ff'],
  ])('refuses %s', async (_, rest) => {
    await expect(decodeSnappy(Buffer.from(HEADER + rest, 'hex'), 1000)).rejects.toThrow(RangeError)
  })

  test('refuses more blocks than 64 MiB can have', async () => {
    const block = Buffer.from('00000003' + '010061', 'hex')
    const many = Buffer.concat([Buffer.from(HEADER, 'hex'), Buffer.alloc(65_537 * block.length, block)])
    await expect(decodeSnappy(many, 2 ** 20)).rejects.toThrow('more than 65536 blocks')
  })
})
