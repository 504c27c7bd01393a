import { expect, test } from 'vitest'
import { address } from '#shared/address'

test.each([
  ['localhost', 'localhost:9092'],
  ['127.0.0.1', '127.0.0.1:9092'],
  ['::1', '[::1]:9092'],
])('port 9092 of %s is written %s', (host, written) => {
  expect(address(host, 9092)).toBe(written)
})
