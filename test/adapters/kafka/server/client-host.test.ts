import { expect, test } from 'vitest'
import { clientHost } from '#adapters/kafka/server/client-host'

test.each([
  ['127.0.0.1', '/127.0.0.1'],
  ['::ffff:10.1.2.3', '/10.1.2.3'],
  ['::FFFF:10.1.2.3', '/10.1.2.3'],
  ['::1', '/::1'],
  ['2001:db8::ffff:1', '/2001:db8::ffff:1'],
  [undefined, ''],
])('the address %s is the host %s', (address, host) => {
  expect(clientHost(address)).toBe(host)
})
