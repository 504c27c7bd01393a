import { expect, test } from 'vitest'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import type { FetchedPartition } from '#application/fetch/fetch'
import { observedFetch, observedProduce } from '#application/observing/observed-flow'
import { topicMeters } from '#application/observing/topic-meters'
import type { ProduceBatch } from '#application/produce/produce'
import type { Topic } from '#domain/cluster/topic'
import { offset } from '#domain/log/types'
import type { Readings } from '#ports/metrics'
import type { Tracer } from '#ports/tracer'
import { E } from '#shared/fp'
import { aTopic, unavailable } from '#test/support/fake-services'

/** By what is counted and topic, what is 0 left out. */
const counted = async (metrics: Readings): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(
    (await metrics.read()).flatMap(({ name, series }) =>
      series.flatMap(({ labels, value }) =>
        value === 0 ? [] : [[`${name.slice('kedge_topic_'.length)} ${labels['topic']}`, value]],
      ),
    ),
  )

const parts = (most = 10, tracer: Tracer | null = null) => {
  const metrics = prometheusMetrics()
  const meters = topicMeters(metrics, most)
  // A record a byte.
  return { metrics, meters, deps: { meters, tracer, recordsIn: (batches: Buffer) => batches.length } }
}

const sending = (topic: Topic, text = 'abc'): ProduceBatch => ({
  topic,
  partition: 0,
  records: Buffer.from(text),
  timeoutMs: 1,
  allowsZstd: true,
})

const written = E.right({ baseOffset: offset(0), logStart: offset(0), logAppendTime: -1 })

test('what was written is counted, and what was not', async () => {
  const { metrics, deps } = parts()
  const outcomes = [
    () => Promise.resolve(written),
    () => Promise.resolve(written),
    () => Promise.resolve(E.left({ kind: 'timed-out' } as const)),
    unavailable,
  ]
  let next = 0
  const { append } = observedProduce({ append: () => outcomes[next++]!() }, deps)
  expect(await append(sending(aTopic('a')))).toBe(written)
  await append(sending(aTopic('a'), 'de'))
  await append(sending(aTopic('a')))
  await expect(append(sending(aTopic('a')))).rejects.toThrow('no store')
  expect(await counted(metrics)).toEqual({
    'produce_requests_total a': 4,
    'produce_failures_total a': 2,
    'produced_records_total a': 5,
    'produced_bytes_total a': 5,
  })
})

test('what is sent to consumers is counted', async () => {
  const { metrics, deps } = parts()
  const bounds = { logStart: offset(0), highWatermark: offset(9), leaderEpoch: 0 }
  const found: readonly FetchedPartition[] = [
    E.right({ bounds, records: [Buffer.from('abc'), Buffer.from('d')], bytes: 4 }),
    E.right({ bounds, records: [], bytes: 0 }),
    E.left({ kind: 'unknown-partition' }),
  ]
  const topics = [aTopic('a', 1), aTopic('b', 2), aTopic('b', 2)]
  const partitions = topics.map((topic) => ({
    topic,
    partition: 0,
    offset: 0n,
    leaderEpoch: -1,
    maxBytes: 9,
  }))
  const { fetch } = observedFetch({ fetch: () => Promise.resolve(found) }, deps)
  const abandoned = new AbortController().signal
  expect(await fetch({ maxWaitMs: 0, minBytes: 0, maxBytes: 9, partitions, abandoned })).toBe(found)
  expect(await counted(metrics)).toEqual({
    'fetch_requests_total a': 1,
    'fetched_records_total a': 4,
    'fetched_bytes_total a': 4,
    'fetch_requests_total b': 2,
    'fetch_failures_total b': 1,
  })
})

test('topics beyond the most are counted together, and one that is deleted makes room', async () => {
  const { metrics, meters } = parts(2)
  const topics = [1, 2, 3, 4].map((n) => aTopic(`t${n}`, n))
  for (const topic of topics) meters.of(topic).produceRequests.add(1)
  expect(await counted(metrics)).toEqual({
    'produce_requests_total t1': 1,
    'produce_requests_total t2': 1,
    'produce_requests_total _other': 2,
  })
  meters.keep((id) => id !== topics[0]!.id)
  meters.of(topics[2]!).produceRequests.add(1)
  expect(await counted(metrics)).toEqual({
    'produce_requests_total t2': 1,
    'produce_requests_total t3': 1,
    'produce_requests_total _other': 2,
  })
})

test('a topic that was made again under its name keeps what was counted of the name', async () => {
  const { metrics, meters } = parts()
  const [before, after] = [aTopic('t', 1), aTopic('t', 2)]
  meters.of(before).produceRequests.add(1)
  meters.of(after).produceRequests.add(1)
  meters.keep((id) => id === after.id)
  expect(await counted(metrics)).toEqual({ 'produce_requests_total t': 2 })
})

test('an append is a step of its request, where somebody traces', async () => {
  const steps: unknown[] = []
  const tracer: Tracer = {
    request: (_, __, work) => work({ refused: () => {} }),
    step: (name, attributes, work) => {
      steps.push([name, attributes])
      return work()
    },
  }
  const { deps } = parts(1, tracer)
  await observedProduce({ append: () => Promise.resolve(written) }, deps).append(sending(aTopic('a')))
  expect(steps).toEqual([
    ['append', { 'messaging.destination.name': 'a', 'messaging.destination.partition.id': '0' }],
  ])
})
