import { expect, test } from 'vitest'
import { endpointOn, endpointsOf } from '#domain/cluster/brokers'
import { aBroker } from '#test/support/fake-services'

const endpoints = [
  { listener: 'INTERNAL', host: 'i', port: 1 },
  { listener: 'EXTERNAL', host: 'e', port: 2 },
]

test('a broker is reached at the endpoint of the listener that was asked through', () => {
  const broker = { ...aBroker(1), endpoints }
  expect(endpointsOf(broker)).toEqual(endpoints)
  expect(endpointOn('EXTERNAL', broker)).toMatchObject({ host: 'e', port: 2 })
  expect(endpointOn('PLAINTEXT', broker)).toBeUndefined()
})

test('a broker from before listeners had names has one, called PLAINTEXT', () => {
  expect(endpointOn('PLAINTEXT', aBroker(1))).toMatchObject({ host: 'host-1', port: 9093 })
  expect(endpointOn('INTERNAL', aBroker(1))).toBeUndefined()
})
