import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MetadataResponse } from '#adapters/kafka/protocol/messages/metadata'
import { ProduceRequest, ProduceResponse } from '#adapters/kafka/protocol/messages/produce'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import type { MetricName, Readings } from '#ports/metrics'
import type { Tracer } from '#ports/tracer'
import { E } from '#shared/fp'
import { fakeServices, fakeTopics } from '#test/support/fake-services'
import { aHeader, aProduce, sendFetch, sendMetadata, sendProduce, sendVersions } from './requests.ts'
import { appended, found, heldServices, serve, settled, topic, until } from './serve.ts'

const observed = async (services = fakeServices(), tracer: Tracer | null = null) => {
  const metrics = prometheusMetrics()
  return { metrics, ...(await serve(services, { metrics, tracer })) }
}

const valuesOf = async (metrics: Readings, name: MetricName): Promise<Readonly<Record<string, number>>> => {
  const family = (await metrics.read()).find((each) => each.name === name)
  return Object.fromEntries(
    (family?.series ?? []).map(({ labels, value }) => [Object.values(labels).join(), value]),
  )
}

describe('a request that was answered', () => {
  test('is counted by API and version, with its bytes and how long it took', async () => {
    const { services, appends } = heldServices()
    const { metrics, client, time } = await observed(services)
    const raw = await client()
    const sent = raw.encode(ProduceRequest, 9, aProduce())
    raw.write(...sent)
    await until(() => appends.length === 1)
    expect(await valuesOf(metrics, 'kedge_requests_in_flight')).toEqual({ '': 1 })
    expect(await valuesOf(metrics, 'kedge_requests_total')).toEqual({})
    time.pass(1_500)
    appends[0]?.answer(appended())
    const answer = await raw.frame()
    await settled()
    expect(await valuesOf(metrics, 'kedge_requests_in_flight')).toEqual({ '': 0 })
    expect(await valuesOf(metrics, 'kedge_requests_total')).toEqual({ 'Produce,9': 1 })
    expect(await valuesOf(metrics, 'kedge_produce_requests_total')).toEqual({ '': 1 })
    expect(await valuesOf(metrics, 'kedge_request_duration_seconds')).toEqual({ Produce: 1.5 })
    expect(await valuesOf(metrics, 'kedge_request_bytes_total')).toEqual({
      Produce: Buffer.concat(sent).length,
    })
    expect(await valuesOf(metrics, 'kedge_response_bytes_total')).toEqual({ Produce: answer.length + 4 })
    expect(await valuesOf(metrics, 'kedge_request_errors_total')).toEqual({})
  })

  test('is counted with each error in it, by its name', async () => {
    const { metrics, client } = await observed(
      fakeServices({ produce: { append: () => Promise.resolve(E.left({ kind: 'not-leader', leader: 2 })) } }),
    )
    const raw = await client()
    sendProduce(raw, 0, { name: 'no-such-topic' })
    await raw.receive(ProduceResponse, 9)
    await settled()
    expect(await valuesOf(metrics, 'kedge_request_errors_total')).toEqual({
      'Produce,UNKNOWN_TOPIC_OR_PARTITION': 1,
    })
  })

  test('is published to whoever subscribed, and to nobody else', async () => {
    const { client } = await observed()
    const raw = await client()
    const heard: unknown[] = []
    const hear = (request: unknown) => void heard.push(request)
    subscribe('kedge:request', hear)
    onTestFinished(() => void unsubscribe('kedge:request', hear))
    sendMetadata(raw)
    const { body } = await raw.receive(MetadataResponse, 9)
    expect(body.topics).toEqual([])
    await settled()
    expect(heard).toMatchObject([{ api: 'Metadata', version: 9, error: null, ms: 0 }])
  })
})

describe('a request of a version that is not spoken', () => {
  test('is counted under one label, whatever number it asks for', async () => {
    const { metrics, client } = await observed()
    const raw = await client()
    const asked = [99, 100, 32_767, -1]
    for (const version of asked) {
      raw.write(aHeader(18, version, 1))
      await raw.frame()
    }
    sendVersions(raw)
    await raw.frame()
    await settled()
    expect(await valuesOf(metrics, 'kedge_requests_total')).toEqual({
      'ApiVersions,other': asked.length,
      'ApiVersions,3': 1,
    })
  })
})

describe('a request without an answer', () => {
  test('is counted as one that broke when a bug ended it', async () => {
    const { metrics, client } = await observed(
      fakeServices({
        topics: fakeTopics([topic]),
        produce: { append: () => Promise.reject(new TypeError('a bug')) },
      }),
    )
    const raw = await client()
    sendProduce(raw, 0, { name: 'a' })
    await raw.closed
    await settled()
    expect(await valuesOf(metrics, 'kedge_requests_in_flight')).toEqual({ '': 0 })
    expect(await valuesOf(metrics, 'kedge_request_errors_total')).toEqual({ 'Produce,CONNECTION_CLOSED': 1 })
    expect(await valuesOf(metrics, 'kedge_requests_total')).toEqual({ 'Produce,9': 1 })
  })

  test('is counted when its client is gone', async () => {
    const { services, fetches } = heldServices()
    const { metrics, client } = await observed(services)
    const raw = await client()
    sendFetch(raw)
    await until(() => fetches.length === 1)
    raw.close()
    fetches[0]?.answer([found(Buffer.from('x'))])
    await raw.closed
    await until(() => fetches[0]?.request.abandoned.aborted === true)
    await settled()
    expect(await valuesOf(metrics, 'kedge_fetch_requests_total')).toEqual({ '': 1 })
    expect(await valuesOf(metrics, 'kedge_requests_in_flight')).toEqual({ '': 0 })
    expect(await valuesOf(metrics, 'kedge_active_connections')).toEqual({ '': 0 })
  })
})

describe('connections', () => {
  test('are counted while they are there, and those that were closed for nonsense', async () => {
    const { metrics, client } = await observed()
    const raw = await client()
    sendVersions(raw)
    await raw.frame()
    expect(await valuesOf(metrics, 'kedge_active_connections')).toEqual({ '': 1 })
    const other = await client()
    other.write(aHeader(999, 0, 1))
    await other.closed
    expect(await valuesOf(metrics, 'kedge_connections_total')).toEqual({ '': 2 })
    expect(await valuesOf(metrics, 'kedge_protocol_violations_total')).toEqual({ '': 1 })
  })

  test('that are too many are counted', async () => {
    const metrics = prometheusMetrics()
    const { client } = await serve(fakeServices(), { metrics, limits: { maxConnections: 1 } })
    const raw = await client()
    sendVersions(raw)
    await raw.frame()
    await (await client()).closed
    expect(await valuesOf(metrics, 'kedge_connections_refused_total')).toEqual({ '': 1 })
    expect(await valuesOf(metrics, 'kedge_connections_limit')).toEqual({ '': 1 })
  })
})

describe('a tracer', () => {
  test('runs each request under its name, and is told the first error', async () => {
    const told: unknown[] = []
    const tracer: Tracer = {
      request: async (name, attributes, work) => {
        const refused: string[] = []
        const outcome = await work({ refused: (error) => void refused.push(error) })
        told.push({ name, attributes, refused })
        return outcome
      },
      step: (_, __, work) => work(),
    }
    const { client } = await observed(fakeServices(), tracer)
    const raw = await client()
    sendProduce(raw, 0, { name: 'no-such-topic' })
    await raw.receive(ProduceResponse, 9)
    sendVersions(raw)
    await raw.frame()
    await settled()
    expect(told).toMatchObject([
      {
        name: 'Produce',
        attributes: { 'messaging.system': 'kafka', 'kafka.api.key': 0, 'kafka.api.version': 9 },
        refused: ['UNKNOWN_TOPIC_OR_PARTITION'],
      },
      { name: 'ApiVersions', refused: [] },
    ])
  })
})
