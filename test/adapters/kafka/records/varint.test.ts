import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { readVarint, readVarlong, varintSize, writeVarint } from '#adapters/kafka/records/varint'
import { StoreCorrupt } from '#ports/store-errors'

const written = (value: number): Buffer => {
  const bytes = Buffer.alloc(varintSize(value))
  expect(writeVarint(bytes, value, 0)).toBe(bytes.length)
  return bytes
}

const at = (hex: string) => ({ bytes: Buffer.from(hex, 'hex'), at: 0 })

describe('a varint', () => {
  test.prop([fc.integer()])('is read as it was written', (value) => {
    const cursor = { bytes: written(value), at: 0 }
    expect(readVarint(cursor)).toBe(value)
    expect(cursor.at).toBe(cursor.bytes.length)
  })

  test.each([
    [0, '00'],
    [-1, '01'],
    [1, '02'],
    [63, '7e'],
    [-64, '7f'],
    [64, '8001'],
    [2_147_483_647, 'feffffff0f'],
    [-2_147_483_648, 'ffffffff0f'],
  ])('%i is %s', (value, hex) => {
    expect(written(value).toString('hex')).toBe(hex)
    expect(readVarint(at(hex))).toBe(value)
  })

  test.each([
    ['of six bytes', '808080808000'],
    ['whose fifth byte has surplus bits', 'ffffffff1f'],
    ['that is cut off', 'ffff'],
    ['that is not there', ''],
  ])('%s is refused', (_, hex) => {
    expect(() => readVarint(at(hex))).toThrow(StoreCorrupt)
  })
})

describe('a varlong', () => {
  test.prop([fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 })])('is read as it was written', (value) => {
    expect(readVarlong({ bytes: written(value), at: 0 })).toBe(value)
  })

  test.each([
    ['of eleven bytes', '8080808080808080808000'],
    ['of 64 bits', 'ffffffffffffffffff01'],
    ['just beyond 53 bits', '80808080808080'.concat('10')],
    ['that is cut off', 'ffffffffffff'],
  ])('%s is refused', (_, hex) => {
    expect(() => readVarlong(at(hex))).toThrow(StoreCorrupt)
  })
})
