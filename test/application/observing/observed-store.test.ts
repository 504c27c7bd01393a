import { expect, test } from 'vitest'
import { memoryStore } from '#adapters/memory/store'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import { observedStore } from '#application/observing/observed-store'
import { offset } from '#domain/log/types'
import type { MetricName, Readings } from '#ports/metrics'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { accepted } from '#test/contract/outcome'
import { batch, single } from '#test/support/batches'
import { partition } from '#test/support/broker-parts'
import { manualTime } from '#test/support/manual-time'
import { stampingCodec } from '#test/support/stamping-codec'

const valuesOf = async (metrics: Readings, name: MetricName): Promise<Readonly<Record<string, number>>> => {
  const family = (await metrics.read()).find((each) => each.name === name)
  return Object.fromEntries(
    (family?.series ?? []).map(({ labels, value, cumulative }) => [
      Object.values(labels).join(),
      cumulative?.at(-1) ?? value,
    ]),
  )
}

const observed = async () => {
  const metrics = prometheusMetrics()
  const { clock } = manualTime()
  const bare = memoryStore(stampingCodec)
  const store = observedStore(bare, { metrics, tracer: null, clock })
  await store.log.create(partition, { createdAt: 0 })
  return { metrics, bare, store, clock }
}

test('what is done is counted by what it is, and answered as it was', async () => {
  const { metrics, store } = await observed()
  const start = await accepted(store.log.origin(partition))
  const appended = await accepted(store.log.append(partition, start, single()))
  expect(appended.baseOffset).toBe(0)
  expect((await accepted(store.log.bounds(partition))).highWatermark).toBe(1)
  await accepted(store.log.read(partition, offset(0), { maxBytes: 1, atLeastOne: true }))
  const counts = await valuesOf(metrics, 'kedge_store_operation_duration_seconds')
  expect(counts).toMatchObject({ append: 1, bounds: 1, read: 1, create: 1, heartbeat: 0 })
})

test('an append tells how many batches it gathers, and how large they are', async () => {
  const { metrics, store } = await observed()
  const batches = [batch(), batch(), batch()]
  const start = await accepted(store.log.origin(partition))
  await accepted(store.log.append(partition, start, { batches, appendTime: 1 }))
  const family = (await metrics.read()).filter(({ name }) => name.startsWith('kedge_store_append_'))
  expect(family.map(({ series }) => series[0]?.value)).toEqual([
    3,
    batches.reduce((sum, { facts }) => sum + facts.bytes, 0),
  ])
})

test('refused appends are none before there is one', async () => {
  const { metrics } = await observed()
  expect(await valuesOf(metrics, 'kedge_store_refused_appends_total')).toEqual({
    append: 0,
    'journal-append': 0,
  })
})

test('an append that comes second is counted as refused; other refusals are answers', async () => {
  const { metrics, store } = await observed()
  const start = await accepted(store.log.origin(partition))
  await accepted(store.log.append(partition, start, single()))
  const second = await store.log.append(partition, start, single())()
  expect(E.isLeft(second) && second.left.kind).toBe('position-taken')
  await store.log.read(partition, offset(9), { maxBytes: 1, atLeastOne: true })()
  expect(await valuesOf(metrics, 'kedge_store_refused_appends_total')).toEqual({
    append: 1,
    'journal-append': 0,
  })
  expect(await valuesOf(metrics, 'kedge_store_errors_total')).toEqual({})
})

test('what the store cannot do is counted by the error, and rejects as it did', async () => {
  const metrics = prometheusMetrics()
  const { clock } = manualTime()
  const bare = memoryStore(stampingCodec)
  const error = new StoreUnavailable('away')
  const registry = { ...bare.registry, heartbeat: () => () => Promise.reject(error) }
  const store = observedStore({ ...bare, registry }, { metrics, tracer: null, clock })
  const self = { id: 1, incarnation: 'i', host: 'h', port: 1, internalHost: 'h', internalPort: 1, rack: null }
  await expect(store.registry.heartbeat(self)()).rejects.toBe(error)
  expect(await valuesOf(metrics, 'kedge_store_errors_total')).toEqual({ 'heartbeat,StoreUnavailable': 1 })
})
