import { fc, test } from '@fast-check/vitest'
import { describe, expect, vi } from 'vitest'
import { crc32c, portableCrc32c } from '#adapters/kafka/records/crc32c'

describe.each([
  ['native', crc32c],
  ['portable', portableCrc32c],
])('the %s one', (_, sum) => {
  test('knows the check value of CRC-32C', () => {
    expect(sum(Buffer.from('123456789'))).toBe(0xe3069283)
  })

  test('knows the sum of nothing', () => {
    expect(sum(Buffer.alloc(0))).toBe(0)
  })
})

test('the native one is used where it can be', async () => {
  const native = await import('@node-rs/crc32')
  expect(crc32c).toBe(native.crc32c)
})

test('the portable one is used where there is no native', async () => {
  vi.resetModules()
  vi.doMock('@node-rs/crc32', () => {
    throw new Error('Cannot find native binding')
  })
  const without = await import('#adapters/kafka/records/crc32c')
  vi.doUnmock('@node-rs/crc32')
  expect(without.crc32c).toBe(without.portableCrc32c)
})

test.prop([fc.uint8Array({ maxLength: 300 }), fc.nat(20)])(
  'both agree, wherever a slice begins',
  (bytes, from) => {
    const slice = bytes.subarray(from)
    expect(portableCrc32c(slice)).toBe(crc32c(slice))
  },
)
