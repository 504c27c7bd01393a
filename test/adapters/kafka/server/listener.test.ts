import { describe, expect, test } from 'vitest'
import {
  DescribeClusterRequest,
  DescribeClusterResponse,
} from '#adapters/kafka/protocol/messages/describe-cluster'
import { FetchResponse } from '#adapters/kafka/protocol/messages/fetch'
import { kafkaListener } from '#adapters/kafka/server/listener'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import { aBroker, fakeServices } from '#test/support/fake-services'
import { brokerWith } from '../handlers/ask.ts'
import { fakeTime } from './fake-time.ts'
import { RawClient } from './raw-client.ts'
import { nextId, sendFetch, sendProduce, sendVersions } from './requests.ts'
import { appended, found, heldServices, serve, settled, until } from './serve.ts'

describe('listening', () => {
  test('on port 0 tells which port it is', async () => {
    const { port } = await serve()
    expect(port).toBeGreaterThan(0)
  })

  test('where somebody else does is refused', async () => {
    const { port } = await serve()
    const logger = { debug() {}, info() {}, warn() {}, error() {}, isDebug: () => false, child: () => logger }
    const second = kafkaListener({
      broker: brokerWith(),
      logger,
      metrics: prometheusMetrics(),
      ...fakeTime(),
    })
    await expect(second.listen({ name: 'PLAINTEXT', host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE')
  })

  test('at several addresses tells each client those of the listener that it came through, and drains all', async () => {
    const endpoints = ['PLAINTEXT', 'EXTERNAL'].map((name) => ({ listener: name, host: name, port: 1 }))
    const services = fakeServices({ cluster: { brokers: () => [{ ...aBroker(1), endpoints }] } })
    const { listener, port } = await serve(services)
    const other = await listener.listen({ name: 'EXTERNAL', host: '127.0.0.1', port: 0 })
    for (const [at, host] of [
      [other.port, 'EXTERNAL'],
      [port, 'PLAINTEXT'],
    ] as const) {
      const client = await RawClient.connect(at)
      client.send(DescribeClusterRequest, 1, {
        includeClusterAuthorizedOperations: false,
        endpointType: 1,
        includeFencedBrokers: false,
      })
      const { body } = await client.receive(DescribeClusterResponse, 1)
      expect(body.brokers).toMatchObject([{ brokerId: 1, host, port: 1 }])
      client.close()
    }
    await listener.drain()
    for (const at of [other.port, port]) await expect(RawClient.connect(at)).rejects.toThrow('ECONNREFUSED')
  })
})

describe('draining', () => {
  test('answers parked fetches at once, and what is under way when it is done', async () => {
    const { services, fetches, appends } = heldServices()
    const { client, listener } = await serve(services)
    const [consumer, producer, idle] = [await client(), await client(), await client()]
    sendFetch(consumer)
    sendProduce(producer)
    sendVersions(idle)
    await nextId(idle)
    await until(() => fetches.length === 1 && appends.length === 1)

    const drained = listener.drain()
    const { body } = await consumer.receive(FetchResponse, 12)
    expect(body.responses[0]?.partitions[0]).toMatchObject({ errorCode: 0, records: [] })
    await Promise.all([consumer.closed, idle.closed])
    expect(producer.isClosed).toBe(false)
    appends[0]?.answer(appended())
    expect(await nextId(producer)).toBe(1)
    await producer.closed
    await drained
    expect(listener.stats()).toEqual({ connections: 0, ingressBytes: 0, egressBytes: 0 })
  })

  test('accepts nobody and starts nothing', async () => {
    const { services, appends } = heldServices()
    const { client, listener, port } = await serve(services)
    const raw = await client()
    sendProduce(raw)
    await until(() => appends.length === 1)
    const { ingressBytes } = listener.stats()
    const drained = listener.drain()
    sendProduce(raw, 1, { records: Buffer.alloc(1_000_000) })
    await expect(RawClient.connect(port)).rejects.toThrow('ECONNREFUSED')
    await settled()
    expect(appends).toHaveLength(1)
    expect(listener.stats().ingressBytes).toBe(ingressBytes)
    appends[0]?.answer(appended())
    expect(await nextId(raw)).toBe(1)
    await raw.closed
    await drained
  })

  test('sends all of a large answer', async () => {
    const { services, fetches } = heldServices()
    const { client, listener } = await serve(services)
    const raw = await client()
    raw.pause()
    sendFetch(raw)
    await until(() => fetches.length === 1)
    fetches[0]?.answer([found(Buffer.alloc(20_000_000))])
    await settled()
    const drained = listener.drain()
    raw.resume()
    expect((await raw.frame()).length).toBeGreaterThan(20_000_000)
    await drained
  })

  test('does not wait for ever', async () => {
    const { services, appends } = heldServices()
    const { client, listener, time } = await serve(services)
    const raw = await client()
    sendProduce(raw)
    await until(() => appends.length === 1)
    const drained = listener.drain()
    time.pass(10_000)
    await drained
    await raw.closed
  })
})
