import { describe, expect, onTestFinished, test } from 'vitest'
import { ProduceRequest } from '#adapters/kafka/protocol/messages/produce'
import { aTopic, fakeServices, fakeTopics } from '#test/support/fake-services'
import {
  aHeader,
  aProduce,
  nextId,
  sendFetch,
  sendInitProducerId,
  sendProduce,
  sendVersions,
} from './requests.ts'
import { appended, found, heldServices, serve, settled, topic, until } from './serve.ts'

const prefix = (size: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(size)
  return bytes
}

describe('what is not Kafka', () => {
  test.each([
    ['a frame of nothing', prefix(0)],
    ['a negative frame', prefix(-1)],
    ['a frame beyond the limit', prefix(16 * 2 ** 20 + 1)],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: kafka\r\n\r\n')],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex')],
    ['half a header', Buffer.concat([prefix(3), Buffer.from('abc')])],
    ['a body that is too short', aHeader(22, 0, 1)],
    ['a body that is too long', aHeader(18, 0, 1, Buffer.from('more'))],
    [
      'a client id longer than the frame',
      Buffer.concat([prefix(10), Buffer.from('0012000000000001' + '7fff', 'hex')]),
    ],
  ])('%s closes its connection; the next client is served', async (_, bytes) => {
    const { client, log, listener } = await serve()
    const raw = await client()
    raw.write(bytes)
    await raw.closed
    expect(log.filter(({ level }) => level !== 'debug')).toMatchObject([{ level: 'warn' }])
    const next = await client()
    expect(await (sendVersions(next), nextId(next))).toBe(1)
    await until(() => listener.stats().connections === 1)
    expect(listener.stats().ingressBytes).toBe(0)
  })
})

describe('length prefixes', () => {
  test('of 1,000 connections that promise 15 MB each allocate nothing', async () => {
    let allocated = 0
    const { client, listener } = await serve(undefined, {
      allocate: (bytes) => {
        allocated += bytes
        return Buffer.allocUnsafe(bytes)
      },
    })
    const bombers = await Promise.all(Array.from({ length: 999 }, client))
    for (const bomber of bombers) bomber.write(prefix(15_000_000), Buffer.alloc(60))
    await until(() => listener.stats().ingressBytes === bombers.length * 64)
    expect(allocated).toBeLessThan(bombers.length * 512)
    const good = await client()
    expect(await (sendVersions(good), nextId(good))).toBe(1)
  })
})

describe('a client that does not read', () => {
  test('has no further requests started, and everything when it reads again', async () => {
    const { services, fetches } = heldServices()
    const { client, listener } = await serve(services, { limits: { egressBytes: 20_000_000 } })
    const raw = await client()
    raw.pause()
    const record = Buffer.alloc(8_000_000, 'x')
    const ids: number[] = []
    for (let i = 0; i < 16; i++) ids.push(sendFetch(raw))
    let served = 0
    const serveAll = async () => {
      for (;;) {
        await settled()
        if (served === fetches.length) return
        fetches[served++]?.answer([found(record)])
      }
    }
    await serveAll()
    expect(served).toBeLessThan(10)
    expect(listener.stats().egressBytes).toBeGreaterThan(20_000_000)
    expect(listener.stats().egressBytes).toBeLessThan(20_000_000 + 2 * record.length)

    raw.resume()
    for (const id of ids) {
      const answered = nextId(raw)
      await serveAll()
      await until(() => raw.received > 0 || served === fetches.length)
      expect(await answered).toBe(id)
    }
    await until(() => listener.stats().egressBytes === 0)
  })

  test('has no further requests started when many small answers lie there', async () => {
    const { services, fetches } = heldServices()
    let started = 0
    const producerIds = { next: () => Promise.resolve(++started) }
    const { client } = await serve({ ...services, producerIds }, { limits: { egressPieces: 100 } })
    const raw = await client()
    raw.pause()
    sendFetch(raw)
    await until(() => fetches.length === 1)
    // More than the sockets take in between, so that what comes after it stays with us.
    fetches[0]?.answer([found(Buffer.alloc(16_000_000))])
    await settled()
    for (let i = 0; i < 1_000; i++) sendInitProducerId(raw)
    await settled()
    expect(started).toBeGreaterThan(50)
    expect(started).toBeLessThan(150)

    raw.resume()
    await until(() => started === 1_000)
    await until(() => raw.received === 1_001)
  })

  test('is offered less and less, but never nothing', async () => {
    const { services, fetches } = heldServices()
    const { client } = await serve(services, { limits: { egressPoolBytes: 10_000_000 } })
    const [greedy, other] = [await client(), await client()]
    greedy.pause()
    for (let i = 0; i < 3; i++) {
      sendFetch(greedy, 0, 50_000_000)
      await until(() => fetches.length === i + 1)
      fetches[i]?.answer([found(Buffer.alloc(8_000_000))])
    }
    await settled()
    sendFetch(other, 0, 50_000_000)
    await until(() => fetches.length === 4)
    expect(fetches[0]?.request.maxBytes).toBe(10_000_000)
    expect(fetches[3]?.request.maxBytes).toBe(65_536)
  })

  test('shares what room there is with all who ask at the same time', async () => {
    const { services, fetches } = heldServices()
    const { client } = await serve(services, { limits: { egressPoolBytes: 12_000_000 } })
    const clients = [await client(), await client(), await client(), await client()]
    const asking = async (i: number) => {
      const before = fetches.length
      sendFetch(clients[i]!, 0, 50_000_000)
      await until(() => fetches.length > before)
      return fetches[before]?.request.maxBytes
    }
    expect([await asking(0), await asking(1), await asking(2)]).toEqual([12_000_000, 6_000_000, 4_000_000])
    clients[0]?.close()
    fetches[1]?.answer([found()])
    expect(await nextId(clients[1]!)).toBe(1)
    await settled()
    expect(await asking(3)).toBe(6_000_000)
  })

  test('is closed when it takes nothing for a minute', async () => {
    const { services, fetches } = heldServices()
    const { client, listener, log, time } = await serve(services)
    const raw = await client()
    raw.pause()
    const correlationId = sendFetch(raw)
    await until(() => fetches.length === 1)
    fetches[0]?.answer([found(Buffer.alloc(30_000_000))])
    await settled()
    time.pass(59_000)
    await settled()
    expect(listener.stats().connections).toBe(1)
    time.pass(1_000)
    await until(() => listener.stats().connections === 0)
    expect(listener.stats().egressBytes).toBe(0)
    expect(log.at(-1)?.facts).toMatchObject({
      reason: 'it takes no answers',
      clientId: 'raw',
      api: 'Fetch',
      version: 12,
      correlationId,
    })
  })
})

describe('a client that says nothing', () => {
  test('is closed after ten minutes', async () => {
    const { client, listener, log, time } = await serve()
    const raw = await client()
    sendVersions(raw)
    await nextId(raw)
    time.pass(599_000)
    sendVersions(raw)
    await nextId(raw)
    time.pass(599_000)
    await settled()
    expect(raw.isClosed).toBe(false)
    time.pass(1_000)
    await raw.closed
    expect(log.at(-1)?.facts).toMatchObject({ reason: 'it was idle' })
    await until(() => listener.stats().connections === 0)
  })

  test('is not idle while it waits for an answer', async () => {
    const { services, fetches } = heldServices()
    const { client, time } = await serve(services)
    const raw = await client()
    sendFetch(raw)
    await until(() => fetches.length === 1)
    time.pass(3_600_000)
    fetches[0]?.answer([found()])
    expect(await nextId(raw)).toBe(1)
  })
})

describe('a frame that comes slowly', () => {
  const begin = async () => {
    const served = await serve()
    const raw = await served.client()
    const send = async (bytes: number) => {
      const before = served.listener.stats().ingressBytes
      raw.write(Buffer.alloc(bytes))
      await until(() => served.listener.stats().ingressBytes === before + bytes)
    }
    raw.write(prefix(1_000_000))
    await until(() => served.listener.stats().ingressBytes === 4)
    return { ...served, raw, send }
  }

  test('closes the connection after five seconds below 1 KiB/s', async () => {
    const { raw, send, time, log } = await begin()
    await send(5_000)
    time.pass(4_000)
    await settled()
    expect(raw.isClosed).toBe(false)
    time.pass(1_000)
    await raw.closed
    expect(log.at(-1)?.facts).toMatchObject({ reason: 'a request arrives too slowly' })
  })

  test('closes the connection after thirty seconds at any speed', async () => {
    const { raw, send, time, log } = await begin()
    await send(500_000)
    time.pass(29_000)
    await settled()
    expect(raw.isClosed).toBe(false)
    time.pass(1_000)
    await raw.closed
    expect(log.at(-1)?.facts).toMatchObject({ reason: 'a request took too long to arrive' })
  })
})

describe('too many connections', () => {
  test('are refused beyond the limit of an address, until one of them is gone', async () => {
    const { client, listener } = await serve(undefined, { limits: { maxConnectionsPerIp: 3 } })
    const [first] = [await client(), await client(), await client()]
    await until(() => listener.stats().connections === 3)
    await (await client()).closed
    first.close()
    await until(() => listener.stats().connections === 2)
    const next = await client()
    expect(await (sendVersions(next), nextId(next))).toBe(1)
  })

  test('are refused beyond the limit of all', async () => {
    const { client, log } = await serve(undefined, { limits: { maxConnections: 1 } })
    await client()
    await (await client()).closed
    expect(log.at(-1)?.message).toBe('too many connections: refusing one')
  })
})

describe('too many bytes', () => {
  test('stop everybody, but for those that finish a frame one after the other', async () => {
    const { services, appends } = heldServices()
    const { client, listener } = await serve(services, { limits: { ingressBytes: 10_000_000 } })
    onTestFinished(() => {
      for (const { answer } of appends) answer(appended())
    })
    const records = Buffer.alloc(3_000_000)
    const producers = await Promise.all(Array.from({ length: 6 }, client))
    for (const producer of producers) sendProduce(producer, 0, { records })
    let answered = 0
    while (answered < producers.length) {
      await until(() => appends.length > answered)
      expect(listener.stats().ingressBytes).toBeLessThan(10_000_000 + records.length + 65_536)
      appends[answered++]?.answer(appended())
    }
    for (const producer of producers) expect(await nextId(producer)).toBe(1)
    expect(listener.stats().ingressBytes).toBe(0)
  })
})

test('who comes to wait for the rest of a frame when all are stopped gets a turn, too', async () => {
  const { services, appends } = heldServices()
  const topics = fakeTopics([topic], [aTopic('looked-for', 2)])
  let look = (): void => {}
  const looked = new Promise<void>((resolve) => (look = resolve))
  const refresh = () => looked.then(() => topics.refresh())
  const { client, listener } = await serve(
    { ...services, topics: { ...topics, refresh } },
    { limits: { ingressBytes: 1_000_000 } },
  )
  onTestFinished(() => {
    for (const { answer } of appends) answer(appended())
  })
  const [raw, greedy] = [await client(), await client()]
  sendProduce(raw, 0, { name: 'looked-for' })
  const second = Buffer.concat(raw.encode(ProduceRequest, 9, aProduce(7)))
  raw.write(second.subarray(0, 20))
  await until(() => listener.stats().ingressBytes > second.length)
  sendProduce(greedy, 0, { records: Buffer.alloc(850_000) })
  await until(() => appends.length === 1)

  raw.write(second.subarray(20))
  await settled()
  expect(appends).toHaveLength(1)
  look()
  await until(() => appends.length === 3)
  expect(appends[2]?.request.partition).toBe(7)
})

test('who pipelines what is costly lets the event loop turn in between', async () => {
  let now = 0
  let sinceTurn = 0
  let most = 0
  const clock = { now: () => now, monotonic: () => now }
  const next = () => {
    now += 10
    most = Math.max(most, ++sinceTurn)
    return Promise.resolve(1)
  }
  const { client } = await serve(fakeServices({ producerIds: { next } }), { clock })
  const raw = await client()
  const ids = Array.from({ length: 100 }, () => sendInitProducerId(raw))
  let isOver = false
  const turns = until(() => {
    sinceTurn = 0
    return isOver
  })
  for (const id of ids) expect(await nextId(raw)).toBe(id)
  isOver = true
  await turns
  expect(most).toBeLessThanOrEqual(2)
})

test('a connection that is reset is no more than that', async () => {
  const { client, log, listener } = await serve()
  const raw = await client()
  sendInitProducerId(raw)
  raw.close()
  await until(() => listener.stats().connections === 0)
  expect(log.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
})
