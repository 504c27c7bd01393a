import { afterEach, describe, expect, test } from 'vitest'
import { memoryStore } from '#adapters/memory/store'
import { openTelemetryTracer } from '#adapters/opentelemetry/tracer'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import { observedStore } from '#application/observing/observed-store'
import { configure } from '#config'
import { readFlags } from '#config/flags'
import { offset } from '#domain/log/types'
import { partition } from '#test/support/broker-parts'
import { fakeOtel } from '#test/support/fake-otel'
import { manualTime } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'
import { tracerFor } from '#tracing'

let otel: ReturnType<typeof fakeOtel> | null = null
afterEach(() => {
  otel?.unregister()
  otel = null
})
const listening = (isSampled = true) => {
  otel = fakeOtel(isSampled)
  return otel.spans
}

const kafka = { 'messaging.system': 'kafka', 'kafka.api.key': 0 }

describe('a request', () => {
  test('is a span of a server, which ends once, when the request does', async () => {
    const spans = listening()
    const working = Promise.withResolvers<string>()
    const outcome = openTelemetryTracer('1').request('Produce', kafka, () => working.promise)
    expect(spans).toMatchObject([{ name: 'Produce', attributes: kafka, parentId: null, ends: 0 }])
    expect(spans[0]?.options.kind).toBe(1)
    working.resolve('answer')
    expect(await outcome).toBe('answer')
    expect(spans[0]).toMatchObject({ ends: 1, status: null })
  })

  test('that is refused tells the first reason', async () => {
    const spans = listening()
    await openTelemetryTracer('1').request('Produce', kafka, async (span) => {
      span.refused('NOT_LEADER_OR_FOLLOWER')
      span.refused('CORRUPT_MESSAGE')
    })
    expect(spans[0]?.attributes).toMatchObject({ 'error.type': 'NOT_LEADER_OR_FOLLOWER' })
    expect(spans[0]?.status).toEqual({ code: 2, message: 'NOT_LEADER_OR_FOLLOWER' })
  })

  test('that fails tells the error, and fails as it did', async () => {
    const spans = listening()
    const error = new Error('a bug')
    const failing = openTelemetryTracer('1').request('Produce', kafka, () => Promise.reject(error))
    await expect(failing).rejects.toBe(error)
    expect(spans[0]).toMatchObject({ exceptions: [error], status: { code: 2 }, ends: 1 })
  })
})

describe('what the store does for a request', () => {
  test('is a child of its span, and of no other that is under way', async () => {
    const spans = listening()
    const tracer = openTelemetryTracer('1')
    const requests = ['one', 'two'].map((name) =>
      tracer.request(name, kafka, async () => {
        await Promise.resolve()
        await tracer.step(`read of ${name}`, { 'kafka.partition': 0 }, () => Promise.resolve())
      }),
    )
    await Promise.all(requests)
    const idOf = new Map(spans.map(({ name, id }) => [name, id]))
    expect(
      spans.filter(({ name }) => name.startsWith('read')).map(({ name, parentId }) => [name, parentId]),
    ).toEqual([
      ['read of one', idOf.get('one')],
      ['read of two', idOf.get('two')],
    ])
    expect(spans.every(({ ends }) => ends === 1)).toBe(true)
  })

  test('is a span where a log is read for a request, and none where nobody asked', async () => {
    const spans = listening()
    const tracer = openTelemetryTracer('1')
    const { clock } = manualTime()
    const { log } = observedStore(memoryStore(stampingCodec), { metrics: prometheusMetrics(), tracer, clock })
    await log.create(partition, { createdAt: 0 })
    const read = log.read(partition, offset(0), { maxBytes: 1, atLeastOne: true })
    await read()
    expect(spans).toEqual([])
    await tracer.request('Fetch', kafka, () => read())
    expect(spans.map(({ name }) => name)).toEqual(['Fetch', 'read'])
  })
})

describe('nobody who listens', () => {
  test('costs no span beyond the one that was not sampled', async () => {
    const spans = listening(false)
    const tracer = openTelemetryTracer('1')
    await tracer.request('Fetch', kafka, async (span) => {
      span.refused('UNKNOWN_TOPIC_OR_PARTITION')
      await tracer.step('read', {}, () => Promise.resolve())
    })
    expect(spans.map(({ name, attributes, ends }) => ({ name, attributes, ends }))).toEqual([
      { name: 'Fetch', attributes: kafka, ends: 1 },
    ])
  })

  const settingsWith = (...flags: readonly string[]) => {
    const configured = configure(readFlags(flags), {}, () => ({ kind: 'absent' }))
    if (configured._tag === 'Left') throw new Error('these flags are sound')
    return configured.right.settings
  }

  test('means that there is no tracer at all, unless one is asked for', async () => {
    expect(await tracerFor(settingsWith(), silentLogger)).toBeNull()
    expect(await tracerFor(settingsWith('--otel-traces', 'on'), silentLogger)).not.toBeNull()
  })

  test('an SDK that was loaded is heard, unless that is turned off', async () => {
    listening()
    expect(await tracerFor(settingsWith(), silentLogger)).not.toBeNull()
    expect(await tracerFor(settingsWith('--otel-traces', 'off'), silentLogger)).toBeNull()
  })
})
