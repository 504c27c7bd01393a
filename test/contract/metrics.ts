import { describe, expect, test } from 'vitest'
import type { Metrics } from '#ports/metrics'

/** What was counted, as whoever reads it sees it: `name{label="value"}` and the value. */
export interface MetricsHarness {
  readonly metrics: Metrics
  readonly read: () => Promise<ReadonlyMap<string, number>>
}

/** What every {@link Metrics} does, whoever reads it. */
export const metricsContract = (name: string, harness: () => MetricsHarness) =>
  describe(`${name} metrics`, () => {
    test('a counter adds up what was added, also where it is asked for again', async () => {
      const { metrics, read } = harness()
      metrics.counter('kedge_requests_total', { api: 'Fetch', version: '4' }).add(2)
      metrics.counter('kedge_requests_total', { version: '4', api: 'Fetch' }).add(3)
      metrics.counter('kedge_requests_total', { api: 'Fetch', version: '5' }).add(1)
      const read1 = await read()
      expect(read1.get('kedge_requests_total{api="Fetch",version="4"}')).toBe(5)
      expect(read1.get('kedge_requests_total{api="Fetch",version="5"}')).toBe(1)
    })

    test('a counter is there from when it was asked for, at 0', async () => {
      const { metrics, read } = harness()
      expect((await read()).has('kedge_produce_requests_total')).toBe(false)
      metrics.counter('kedge_produce_requests_total', {})
      expect((await read()).get('kedge_produce_requests_total')).toBe(0)
    })

    test('a histogram counts below each bound, its bounds included, and what is above all', async () => {
      const { metrics, read } = harness()
      const histogram = metrics.histogram('kedge_store_append_batches', {})
      for (const value of [1, 2, 3, 1_000]) histogram.observe(value)
      const found = await read()
      const below = (le: string) => found.get(`kedge_store_append_batches_bucket{le="${le}"}`)
      expect([below('1'), below('2'), below('4'), below('256'), below('+Inf')]).toEqual([1, 2, 3, 3, 4])
      expect(found.get('kedge_store_append_batches_sum')).toBe(1_006)
      expect(found.get('kedge_store_append_batches_count')).toBe(4)
    })

    test('a label may be any text, and no two texts are one series', async () => {
      const { metrics, read } = harness()
      const hostile = ['a"b', 'a\\b', 'a\nb', 'a,topic="x', '', '1 a', '}', 'é', '\u0000']
      for (const [i, topic] of hostile.entries())
        metrics.counter('kedge_topic_produced_bytes_total', { topic }).add(i + 1)
      metrics.counter('kedge_requests_total', { api: 'a,1 b', version: 'c' }).add(1)
      metrics.counter('kedge_requests_total', { api: 'a', version: 'b,1 c' }).add(2)
      const values = [...(await read())]
      expect(
        values.filter(([series]) => series.startsWith('kedge_topic_produced')).map(([, n]) => n),
      ).toEqual(hostile.map((_, i) => i + 1))
      expect(
        values.filter(([series]) => series.startsWith('kedge_requests_total')).map(([, n]) => n),
      ).toEqual([1, 2])
    })

    test('what is forgotten is not read, and begins at 0 when it comes again', async () => {
      const { metrics, read } = harness()
      const series = 'kedge_topic_produced_bytes_total{topic="t"}'
      metrics.counter('kedge_topic_produced_bytes_total', { topic: 't' }).add(7)
      metrics.forget('kedge_topic_produced_bytes_total', { topic: 't' })
      expect((await read()).has(series)).toBe(false)
      metrics.counter('kedge_topic_produced_bytes_total', { topic: 't' }).add(1)
      expect((await read()).get(series)).toBe(1)
    })

    test('what is measured is looked up at each reading, until it is stopped', async () => {
      const { metrics, read } = harness()
      let value = 1
      const stop = metrics.measure(() => [{ name: 'kedge_brokers', labels: {}, value: value++ }])
      const seen = [(await read()).get('kedge_brokers'), (await read()).get('kedge_brokers')]
      stop()
      expect([...seen, (await read()).get('kedge_brokers')]).toEqual([1, 2, undefined])
    })

    test('several sources of one series are added up, and one that fails takes nothing away', async () => {
      const { metrics, read } = harness()
      metrics.measure(() => [{ name: 'kedge_active_connections', labels: {}, value: 2 }])
      metrics.measure(() => Promise.resolve([{ name: 'kedge_active_connections', labels: {}, value: 3 }]))
      metrics.measure(() => Promise.reject(new Error('this one fails')))
      metrics.measure(() => {
        throw new Error('and this one')
      })
      expect((await read()).get('kedge_active_connections')).toBe(5)
    })
  })
