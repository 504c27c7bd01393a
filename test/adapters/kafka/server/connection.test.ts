import { describe, expect, test } from 'vitest'
import { ApiVersionsRequest, ApiVersionsResponse } from '#adapters/kafka/protocol/messages/api-versions'
import { FetchResponse } from '#adapters/kafka/protocol/messages/fetch'
import { ProduceRequest } from '#adapters/kafka/protocol/messages/produce'
import { E } from '#shared/fp'
import { fakeServices, unavailable } from '#test/support/fake-services'
import {
  aHeader,
  aProduce,
  nextId,
  sendFetch,
  sendInitProducerId,
  sendMetadata,
  sendProduce,
  sendVersions,
  software,
} from './requests.ts'
import { appended, found, heldServices, serve, settled, until } from './serve.ts'

describe('answers', () => {
  test('come in the order of the requests, whatever is ready first', async () => {
    const { services, fetches, appends } = heldServices()
    const { client } = await serve(services)
    const raw = await client()
    const ids = [sendFetch(raw), sendProduce(raw), sendVersions(raw), sendProduce(raw, 1)]
    await until(() => fetches.length === 1 && appends.length === 2)
    for (const { answer } of appends) answer(appended())
    await settled()
    expect(raw.received).toBe(0)

    fetches[0]?.answer([found(Buffer.from('x'))])
    expect([await nextId(raw), await nextId(raw), await nextId(raw), await nextId(raw)]).toEqual(ids)
  })

  test('to a fetch carry the records as they are', async () => {
    const { services, fetches } = heldServices()
    const { client } = await serve(services)
    const raw = await client()
    sendFetch(raw)
    await until(() => fetches.length === 1)
    const slices = [Buffer.alloc(200_000, 'a'), Buffer.alloc(300_000, 'b'), Buffer.alloc(10, 'c')]
    fetches[0]?.answer([found(...slices)])
    const { body } = await raw.receive(FetchResponse, 12)
    const records = Buffer.concat(body.responses[0]?.partitions[0]?.records ?? [])
    expect(records.equals(Buffer.concat(slices))).toBe(true)
  })
})

describe('requests', () => {
  test('that produce enter in order, before earlier ones are answered', async () => {
    const { services, appends } = heldServices()
    const { client } = await serve(services)
    const raw = await client()
    raw.write(...[0, 1, 2, 3].flatMap((p) => raw.encode(ProduceRequest, 9, aProduce(p))))
    await until(() => appends.length === 4)
    expect(appends.map(({ request }) => request.partition)).toEqual([0, 1, 2, 3])
    expect(raw.received).toBe(0)
  })

  test('wait until a produce has entered, which it has not while its topic is looked for', async () => {
    const { services, appends } = heldServices()
    let look = (): void => {}
    const refresh = () => new Promise<void>((resolve) => (look = resolve))
    const { client } = await serve({ ...services, topics: { ...services.topics, refresh } })
    const raw = await client()
    sendProduce(raw, 0, { name: 'unknown' })
    sendProduce(raw, 1)
    await settled()
    expect(appends).toEqual([])
    look()
    await until(() => appends.length === 1)
    expect(appends[0]?.request.partition).toBe(1)
  })

  test('that are answered in turn wait for each other', async () => {
    const asked: number[] = []
    const answers: (() => void)[] = []
    const refresh = () => {
      asked.push(asked.length)
      return new Promise<void>((resolve) => answers.push(resolve))
    }
    const services = fakeServices({ topics: { refresh } })
    const { client } = await serve(services)
    const raw = await client()
    for (let i = 0; i < 3; i++) sendMetadata(raw)
    await until(() => asked.length === 1)
    await settled()
    expect(asked).toEqual([0])
    answers[0]?.()
    await until(() => asked.length === 2)
    expect(await nextId(raw)).toBe(1)
  })

  test('are at most 16 at a time: the 17th waits', async () => {
    const { services, appends } = heldServices()
    const { client } = await serve(services)
    const raw = await client()
    for (let i = 0; i < 20; i++) sendProduce(raw, i)
    await until(() => appends.length === 16)
    await settled()
    expect(appends).toHaveLength(16)

    // One that is not the oldest makes no room: its answer has to wait.
    appends[5]?.answer(appended())
    await settled()
    expect(appends).toHaveLength(16)
    appends[0]?.answer(appended())
    await until(() => appends.length === 17)
    expect(appends[16]?.request.partition).toBe(16)
  })

  test('that may not start yet are left in the socket', async () => {
    const { services, appends } = heldServices()
    const { client, listener } = await serve(services)
    const raw = await client()
    const records = Buffer.alloc(10_000)
    for (let i = 0; i < 516; i++) sendProduce(raw, 0, { records })
    await until(() => appends.length === 16)
    await settled()
    expect(listener.stats().ingressBytes).toBeLessThan(16 * 10_100 + 3 * 65_536)

    for (let done = 0; done < 516; ) {
      await until(() => appends.length > done)
      while (done < appends.length) appends[done++]?.answer(appended())
    }
    for (let id = 1; id <= 516; id++) expect(await nextId(raw)).toBe(id)
  })

  test('may all be in one packet, or a byte at a time', async () => {
    const { client } = await serve()
    const raw = await client()
    const bytes = Buffer.concat([1, 2, 3].flatMap(() => raw.encode(ApiVersionsRequest, 3, software)))
    raw.write(bytes)
    expect([await nextId(raw), await nextId(raw), await nextId(raw)]).toEqual([1, 2, 3])
    for (const byte of bytes) await raw.flushed(Buffer.from([byte]))
    expect([await nextId(raw), await nextId(raw), await nextId(raw)]).toEqual([1, 2, 3])
  })

  test('of a client that is gone are abandoned', async () => {
    const { services, fetches } = heldServices()
    const { client, listener } = await serve(services)
    const raw = await client()
    sendFetch(raw)
    sendVersions(raw)
    await until(() => fetches.length === 1 && listener.stats().egressBytes > 0)
    raw.close()
    await until(() => fetches[0]?.request.abandoned.aborted === true)
    await until(() => listener.stats().connections === 0)
    expect(listener.stats()).toEqual({ connections: 0, ingressBytes: 0, egressBytes: 0 })
  })

  test('that park do so one at a time', async () => {
    const { services, fetches, appends } = heldServices()
    const { client } = await serve(services)
    const raw = await client()
    sendFetch(raw, 1)
    sendFetch(raw, 2)
    sendProduce(raw, 3)
    await until(() => fetches.length === 1)
    await settled()
    expect([fetches.length, appends.length]).toEqual([1, 0])
    fetches[0]?.answer([found()])
    await until(() => fetches.length === 2 && appends.length === 1)
    expect(fetches[1]?.request.partitions[0]?.partition).toBe(2)
  })
})

describe('acks=0', () => {
  test('has no answer, and the next one has', async () => {
    const { client } = await serve(heldServicesThatAppend())
    const raw = await client()
    sendProduce(raw, 0, { acks: 0 })
    const next = sendProduce(raw, 1)
    expect(await nextId(raw)).toBe(next)
    expect(raw.received).toBe(0)
  })

  test('closes the connection when it fails, after what was asked before', async () => {
    const { services, appends } = heldServices()
    const { client, log } = await serve(services)
    const raw = await client()
    const first = sendProduce(raw, 0)
    const correlationId = sendProduce(raw, 1, { acks: 0 })
    sendProduce(raw, 2)
    await until(() => appends.length === 3)
    appends[1]?.answer(E.left({ kind: 'unknown-partition' }))
    await settled()
    expect(raw.isClosed).toBe(false)
    appends[0]?.answer(appended())
    expect(await nextId(raw)).toBe(first)
    await raw.closed
    expect(log.filter(({ level }) => level === 'warn')).toMatchObject([
      { facts: { reason: 'a produce with acks=0 failed', clientId: 'raw', api: 'Produce', correlationId } },
    ])
  })
})

const heldServicesThatAppend = () => {
  const { services } = heldServices()
  return { ...services, produce: { append: () => Promise.resolve(appended()) } }
}

describe('versions', () => {
  test('99 of ApiVersions is answered in version 0', async () => {
    const { client } = await serve()
    const raw = await client()
    raw.write(aHeader(18, 99, 7))
    const { correlationId, body } = await raw.receive(ApiVersionsResponse, 0)
    expect(correlationId).toBe(7)
    expect(body).toMatchObject({ errorCode: 35, apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }] })
  })

  test.each([
    ['an unknown API', 0x7fff, 0],
    ['Produce 2, which is advertised', 0, 2],
    ['Fetch 99', 1, 99],
  ])('%s closes the connection', async (_, apiKey, version) => {
    const { client, log } = await serve()
    const raw = await client()
    raw.write(aHeader(apiKey, version, 7))
    await raw.closed
    expect(log).toMatchObject([{ level: 'warn', message: 'not a Kafka request: closing the connection' }])
  })
})

describe('a bug in a handler', () => {
  test('costs one client its connection, and nobody else', async () => {
    const next = () => Promise.reject(new TypeError('x is not a function'))
    const { client, log } = await serve(
      fakeServices({ producerIds: { next }, topics: { refresh: unavailable } }),
    )
    const [victim, other] = [await client(), await client()]
    sendInitProducerId(victim)
    await victim.closed
    expect(log).toMatchObject([
      {
        level: 'error',
        facts: { connection: 1, api: 'InitProducerId', clientId: 'raw', correlationId: expect.any(Number) },
      },
    ])
    expect(await (sendVersions(other), nextId(other))).toBe(1)
  })
})
