import { describe, expect, test } from 'vitest'
import type { ProduceBatch } from '#application/produce/produce'
import { produceService } from '#application/produce/service'
import type { Topic } from '#domain/cluster/topic'
import { type TopicName, topicName } from '#domain/topic/types'
import { type BatchSpec, batch } from '#test/support/batches'
import { everyBatch, partition, storeWithPartition } from '#test/support/broker-parts'
import { controlled } from '#test/support/controlled'
import { MORNING, manualTime } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'
import { trustingCodec } from '#test/support/trusting-codec'

const name: TopicName = topicName('orders')
const topicWith = (configs: Readonly<Record<string, string>> = {}): Topic => ({
  id: partition.topicId,
  name,
  partitions: 2,
  configs: new Map(Object.entries(configs)),
  createdAt: 0,
})

const given = async () => {
  const { log: real } = await storeWithPartition()
  await real.create({ ...partition, partition: 1 }, { createdAt: 0 })
  const between = controlled(real)
  const time = manualTime()
  const leader = () => ({ id: 1, isSelf: true })
  const produce = produceService({
    log: between.port,
    ...time,
    logger: silentLogger,
    leader,
    codec: trustingCodec,
  })
  const request = (spec: BatchSpec, some: Partial<ProduceBatch> = {}): ProduceBatch => {
    const { records } = batch({ maxTimestamp: MORNING, ...spec })
    return { topic: topicWith(), partition: 0, records, timeoutMs: 1_000, allowsZstd: true, ...some }
  }
  return { real, between, produce, request }
}

describe('a sound batch', () => {
  test('is appended to its partition, and to no other', async () => {
    const { real, produce, request } = await given()
    expect(await produce.append(request({ payload: 'a', count: 3 }))).toMatchObject({
      right: { baseOffset: 0 },
    })
    expect(await produce.append(request({ payload: 'b' }))).toMatchObject({ right: { baseOffset: 3 } })
    expect(await produce.append(request({ payload: 'c' }, { partition: 1 }))).toMatchObject({
      right: { baseOffset: 0 },
    })
    expect(await everyBatch(real)).toMatchObject([{ payload: 'a' }, { payload: 'b' }])
  })

  test('has its place once append returned: calls in order are appended in order', async () => {
    const { real, produce, request } = await given()
    const outcomes = ['a', 'b', 'c', 'd', 'e', 'f'].map((payload) => produce.append(request({ payload })))
    await Promise.all(outcomes)
    expect((await everyBatch(real)).map(({ payload }) => payload).join('')).toBe('abcdef')
  })

  test('is waited for by drained', async () => {
    const { real, produce, request } = await given()
    void produce.append(request({}))
    void produce.append(request({}, { partition: 1 }))
    await produce.drained()
    expect(await everyBatch(real)).toHaveLength(1)
    expect(await everyBatch(real, { ...partition, partition: 1 })).toHaveLength(1)
  })
})

describe('a batch is refused', () => {
  const zstd = { attributes: 4 }
  test.each<[string, BatchSpec, Partial<ProduceBatch>]>([
    ['unknown-partition', {}, { partition: 2 }],
    ['unknown-partition', {}, { partition: -1 }],
    ['corrupt-batch', {}, { records: Buffer.from('torn') }],
    ['message-too-large', { payload: 40 }, { topic: topicWith({ 'max.message.bytes': '100' }) }],
    ['unsupported-compression', zstd, { allowsZstd: false }],
    ['transactions-unsupported', { attributes: 0b1_0000 }, {}],
    ['invalid-timestamp', { maxTimestamp: MORNING + 3_600_001 }, {}],
    [
      'invalid-timestamp',
      { maxTimestamp: MORNING - 11 },
      { topic: topicWith({ 'message.timestamp.before.max.ms': '10' }) },
    ],
  ])('as %s for %o %o', async (kind, spec, some) => {
    const { produce, request, between } = await given()
    expect(await produce.append(request(spec, some))).toMatchObject({ left: { kind } })
    expect(between.calls('append')).toHaveLength(0)
  })

  test.each<[BatchSpec, Partial<ProduceBatch>]>([
    [{ payload: 39 }, { topic: topicWith({ 'max.message.bytes': '100' }) }],
    [zstd, {}],
    [{ maxTimestamp: MORNING + 3_600_000 }, {}],
    [{ maxTimestamp: 0 }, {}],
    [
      { maxTimestamp: MORNING + 3_600_001 },
      { topic: topicWith({ 'message.timestamp.type': 'LogAppendTime' }) },
    ],
    [{ maxTimestamp: -1 }, { topic: topicWith({ 'message.timestamp.before.max.ms': '10' }) }],
    [{ maxTimestamp: MORNING - 10 }, { topic: topicWith({ 'message.timestamp.before.max.ms': '10' }) }],
  ])('but not at the limit: %o %o', async (spec, some) => {
    const { produce, request } = await given()
    expect(await produce.append(request(spec, some))).toMatchObject({ right: { baseOffset: 0 } })
  })
})
