import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { type Exposition, exposition } from '#adapters/prometheus/exposition'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import { catalogue } from '#ports/metric-catalogue'
import type { Metrics, Readings } from '#ports/metrics'
import { metricsContract } from '#test/contract/metrics'
import { namesIn, seriesIn } from '#test/support/exposed'

/** The readings themselves, written by the test. */
const read = async (metrics: Readings): Promise<ReadonlyMap<string, number>> => {
  const values = new Map<string, number>()
  for (const { name, definition, series } of await metrics.read())
    for (const { labels, value, cumulative } of series) {
      const named = (suffix: string, more: Readonly<Record<string, string>> = {}) => {
        const all = Object.entries({ ...labels, ...more }).map(([k, v]) => `${k}="${v}"`)
        return `${name}${suffix}${all.length === 0 ? '' : `{${all.join()}}`}`
      }
      if (cumulative === null) values.set(named(''), value)
      else {
        const bounds = [...(definition.buckets ?? []), '+Inf']
        for (const [i, le] of bounds.entries())
          values.set(named('_bucket', { le: String(le) }), cumulative[i]!)
        values.set(named('_sum'), value)
        values.set(named('_count'), cumulative.at(-1)!)
      }
    }
  return values
}

const textual = ({ expose }: Exposition) => ({
  expose: async (accept?: string) => {
    const { contentType, body } = await expose(accept)
    return { contentType, text: body.toString() }
  },
})

/** Time passes with every look, so that nothing is sent twice. */
const exposing = (metrics: Readings) => {
  let now = 0
  return textual(exposition(metrics, () => (now += 10_000)))
}

metricsContract('recorded', () => {
  const metrics = prometheusMetrics()
  return { metrics, read: () => read(metrics) }
})

metricsContract('exposed', () => {
  const metrics = prometheusMetrics()
  const { expose } = exposing(metrics)
  return { metrics, read: async () => seriesIn((await expose(undefined)).text) }
})

const some = (): Metrics & Readings => {
  const metrics = prometheusMetrics()
  metrics.counter('kedge_produce_requests_total', {}).add(3)
  metrics.counter('kedge_topic_produced_bytes_total', { topic: 'a"b\\c\nd' }).add(5)
  metrics.histogram('kedge_store_append_bytes', {}).observe(300)
  metrics.measure(() => [{ name: 'kedge_brokers', labels: {}, value: 2 }])
  return metrics
}

describe('the text', () => {
  test('is of the format of Prometheus, with help, type and escaped labels', async () => {
    const { contentType, text } = await exposing(some()).expose('text/plain;version=0.0.4')
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(text).toContain(
      `# HELP kedge_produce_requests_total ${catalogue.kedge_produce_requests_total.help}\n# TYPE kedge_produce_requests_total counter\nkedge_produce_requests_total 3\n`,
    )
    expect(text).toContain('kedge_topic_produced_bytes_total{topic="a\\"b\\\\c\\nd"} 5\n')
    expect(seriesIn(text).get('kedge_brokers')).toBe(2)
  })

  test('has what Node says of the process, under the names that dashboards know', async () => {
    const names = namesIn((await exposing(some()).expose(undefined)).text)
    for (const name of [
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'process_open_fds',
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_heap_size_used_bytes',
      'nodejs_gc_duration_seconds',
    ])
      expect(names.has(name)).toBe(true)
  })

  test('is OpenMetrics for whoever asks for it, and Prometheus again for the next', async () => {
    const { expose } = exposing(some())
    const accept = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3'
    const first = await expose(accept)
    expect(first.contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    expect(first.text.endsWith('\n# EOF\n')).toBe(true)
    expect(first.text).toContain('# TYPE kedge_produce_requests counter\nkedge_produce_requests_total 3\n')
    expect(first.text).toContain('# TYPE process_cpu_seconds counter\nprocess_cpu_seconds_total ')
    expect(first.text).not.toContain('_total_total')
    expect((await expose('*/*')).text).toContain('# TYPE kedge_produce_requests_total counter')
    expect((await expose('application/openmetrics-text;q=0')).contentType).toContain('text/plain')
    expect((await expose(accept)).text).toContain('# TYPE kedge_produce_requests counter')
  })
})

describe('many who scrape', () => {
  test('cost one reading a second, for each format', async () => {
    const metrics = some()
    let reads = 0
    metrics.measure(() => {
      reads++
      return []
    })
    let now = 0
    const { expose } = textual(exposition(metrics, () => now))
    const texts = await Promise.all(Array.from({ length: 50 }, () => expose(undefined)))
    expect(new Set(texts.map(({ text }) => text)).size).toBe(1)
    expect(reads).toBe(1)
    await expose('application/openmetrics-text')
    expect(reads).toBe(2)
    now = 999
    await expose(undefined)
    expect(reads).toBe(2)
    now = 1_000
    await expose(undefined)
    expect(reads).toBe(3)
  })
})

describe('the catalogue', () => {
  test.each(Object.entries(catalogue))(
    '%s is named as Prometheus names its like',
    (name, { kind, labels }) => {
      expect(name).toMatch(/^(kedge|kafka)_[a-z]+(_[a-z]+)*$/)
      expect(name.endsWith('_total')).toBe(kind === 'counter')
      for (const label of labels) expect(label).toMatch(/^[a-z]+$/)
    },
  )
})

describe('a histogram', () => {
  const anywhere = fc.array(fc.double({ min: -1, max: 1e8, noNaN: true }), { maxLength: 200 })

  property.prop([anywhere])('has as many below each bound as were observed there', async (values) => {
    const metrics = prometheusMetrics()
    const histogram = metrics.histogram('kedge_store_append_bytes', {})
    for (const value of values) histogram.observe(value)
    const [family] = await metrics.read()
    const bounds = [...catalogue.kedge_store_append_bytes.buckets, Number.POSITIVE_INFINITY]
    const below = bounds.map((bound) => values.filter((value) => value <= bound).length)
    expect(family?.series[0]?.cumulative).toEqual(below)
    expect(family?.series[0]?.value).toBe(values.reduce((sum, value) => sum + value, 0))
  })
})
