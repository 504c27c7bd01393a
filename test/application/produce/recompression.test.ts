import { describe, expect, test } from 'vitest'
import type { ProduceBatch } from '#application/produce/produce'
import { produceService } from '#application/produce/service'
import { topicName } from '#domain/topic/types'
import { E } from '#shared/fp'
import { type BatchSpec, batch } from '#test/support/batches'
import { everyBatch, partition, storeWithPartition } from '#test/support/broker-parts'
import { controlled } from '#test/support/controlled'
import { MORNING, manualTime, settled } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'
import { trustingCodec } from '#test/support/trusting-codec'

const ZSTD = { attributes: 4 }

const MiB = 2 ** 20

const given = async ({ recompress, keyless } = trustingCodec) => {
  const { log } = await storeWithPartition()
  await log.create({ ...partition, partition: 1 }, { createdAt: 0 })
  const codec = controlled({ recompress })
  const store = controlled(log)
  const time = manualTime()
  const leader = () => ({ id: 1, isSelf: true })
  const produce = produceService({
    log: store.port,
    ...time,
    logger: silentLogger,
    leader,
    codec: { ...trustingCodec, keyless, ...codec.port },
  })
  const send = (spec: BatchSpec, configs: Record<string, string> = {}, some: Partial<ProduceBatch> = {}) =>
    produce.append({
      topic: {
        id: partition.topicId,
        name: topicName('orders'),
        partitions: 2,
        configs: new Map(Object.entries(configs)),
        createdAt: 0,
      },
      partition: 0,
      records: batch({ maxTimestamp: MORNING, ...spec }).records,
      timeoutMs: 1_000,
      allowsZstd: true,
      ...some,
    })
  const stored = async (at = partition) => (await everyBatch(log, at)).map(({ payload }) => payload)
  return { log, store, codec, time, produce, send, stored }
}
const gzip = { 'compression.type': 'gzip' }

describe('a batch of a topic that says how it is compressed', () => {
  test('is given that codec, at its level, and its facts say so', async () => {
    const { log, codec, send, stored } = await given()
    const level = { ...gzip, 'compression.gzip.level': '7' }
    expect(await send({ payload: 'a', count: 3 }, level)).toMatchObject({ right: { baseOffset: 0 } })
    expect(await send({ payload: 'b' }, { 'compression.type': 'uncompressed' })).toMatchObject({
      right: { baseOffset: 3 },
    })
    expect(await send({ payload: 'c', ...ZSTD }, { 'compression.type': 'uncompressed' })).toMatchObject({
      right: { baseOffset: 4 },
    })
    expect(codec.calls('recompress').map(([, to]) => to)).toEqual([
      { codec: 'gzip', level: 7 },
      { codec: 'none', level: null },
    ])
    expect(await stored()).toEqual(['gzip:a', 'b', 'none:c'])
    const origin = await log.origin(partition)()
    const facts = E.isRight(origin) ? await log.facts(partition, origin.right, 9)() : origin
    expect(E.isRight(facts) ? facts.right.flatMap(({ batches }) => batches) : facts).toMatchObject([
      { bytes: 61 + 6, attributes: 1, count: 3 },
      { bytes: 61 + 1, attributes: 0 },
      { bytes: 61 + 6, attributes: 0 },
    ])
  })

  test.each([
    ['producer', ZSTD],
    ['zstd', ZSTD],
    ['uncompressed', {}],
  ])('is left alone for %s and %o', async (type, spec) => {
    const { codec, send, stored } = await given()
    await send({ payload: 'a', ...spec }, { 'compression.type': type })
    expect(codec.calls('recompress')).toHaveLength(0)
    expect(await stored()).toEqual(['a'])
  })

  test('is refused as too large before it is opened, and after', async () => {
    const { codec, send, stored } = await given()
    const limit = (bytes: number) => ({ ...gzip, 'max.message.bytes': String(bytes) })
    expect(await send({ payload: 10 }, limit(70))).toMatchObject({ left: { kind: 'message-too-large' } })
    expect(codec.calls('recompress')).toHaveLength(0)
    expect(await send({ payload: 10 }, limit(75))).toEqual(
      E.left({
        kind: 'message-too-large',
        message: 'The batch has 76 bytes, more than max.message.bytes 75.',
      }),
    )
    expect(await send({ payload: 10 }, limit(76))).toMatchObject({ right: { baseOffset: 0 } })
    expect(await stored()).toEqual([`gzip:${'x'.repeat(10)}`])
  })

  test('is refused for the times that only its records tell, unless its own is all that counts', async () => {
    const late = batch({ maxTimestamp: MORNING + 3_600_001 })
    const { send } = await given({ ...trustingCodec, recompress: () => Promise.resolve(E.right(late)) })
    expect(await send({}, gzip)).toMatchObject({ left: { kind: 'invalid-timestamp' } })
    const appendTime = { ...gzip, 'message.timestamp.type': 'LogAppendTime' }
    expect(await send({}, appendTime)).toMatchObject({ right: { logAppendTime: MORNING } })
  })

  test('that cannot be read is refused, and those behind it are appended', async () => {
    const { send, stored } = await given()
    const outcomes = ['a', 'broken', 'b'].map((payload) => send({ payload }, gzip))
    expect(await Promise.all(outcomes)).toMatchObject([
      { right: { baseOffset: 0 } },
      { left: { kind: 'invalid-record' } },
      { right: { baseOffset: 1 } },
    ])
    expect(await stored()).toEqual(['gzip:a', 'gzip:b'])
  })
})

describe('batches of one partition', () => {
  test('enter in the order they came, whichever is ready first, also when the topic changes between', async () => {
    const { codec, send, stored } = await given()
    const ready = [0, 1, 2].map(() => Promise.withResolvers<void>())
    codec.next('recompress', ...ready.map(({ promise }) => ({ waitsFor: promise })))
    const outcomes = [
      send({ payload: 'a' }, gzip),
      send({ payload: 'b' }, gzip),
      send({ payload: 'c' }),
      send({ payload: 'd' }, gzip),
      send({ payload: 'e', attributes: 1 }, gzip),
    ]
    for (const n of [2, 1]) ready[n]?.resolve()
    await settled()
    expect(await stored()).toEqual([])
    ready[0]?.resolve()
    expect(await Promise.all(outcomes)).toMatchObject(
      [0, 1, 2, 3, 4].map((baseOffset) => ({ right: { baseOffset } })),
    )
    expect(await stored()).toEqual(['gzip:a', 'gzip:b', 'c', 'gzip:d', 'e'])
  })

  test('do not wait for those of another', async () => {
    const { codec, send, stored } = await given()
    const other = { ...partition, partition: 1 }
    const stuck = Promise.withResolvers<void>()
    codec.next('recompress', { waitsFor: stuck.promise })
    const waiting = send({ payload: 'a' }, gzip)
    expect(await send({ payload: 'b' }, {}, { partition: 1 })).toMatchObject({ right: { baseOffset: 0 } })
    expect(await send({ payload: 'c' }, gzip, { partition: 1 })).toMatchObject({ right: { baseOffset: 1 } })
    expect(await stored(other)).toEqual(['b', 'gzip:c'])
    stuck.resolve()
    await waiting
  })

  test.each([
    [999, { right: { baseOffset: 0 } }, ['gzip:a']],
    [1_000, { left: { kind: 'timed-out' } }, []],
  ])(
    'have as long as their producers wait, the %i ms in which they are compressed counted',
    async (ms, told, there) => {
      const { codec, time, send, stored } = await given()
      const ready = Promise.withResolvers<void>()
      codec.next('recompress', { waitsFor: ready.promise })
      const sent = send({ payload: 'a' }, gzip)
      await time.pass(ms)
      ready.resolve()
      expect(await sent).toMatchObject(told)
      expect(await stored()).toEqual(there)
    },
  )

  test('are waited for by drained, also while they are compressed', async () => {
    const { codec, produce, send, stored } = await given()
    const ready = Promise.withResolvers<void>()
    codec.next('recompress', { waitsFor: ready.promise })
    void send({ payload: 'a' }, gzip)
    const drained = produce.drained()
    ready.resolve()
    await drained
    expect(await stored()).toEqual(['gzip:a'])
  })
})

describe('what is made', () => {
  /** Everything becomes so large, or so it says. */
  const becoming = (bytes: number): typeof trustingCodec => ({
    ...trustingCodec,
    recompress: (sent) => Promise.resolve(E.right({ ...sent, facts: { ...sent.facts, bytes } })),
  })
  const roomy = { ...gzip, 'max.message.bytes': `${40 * MiB}` }
  const other = { partition: 1 }

  test('waits for room until what was made before is in the log, whatever partition it is of', async () => {
    const { store, codec, send } = await given(becoming(33 * MiB))
    const held = Promise.withResolvers<void>()
    store.next('append', { waitsFor: held.promise })
    const outcomes = [send({}, roomy), send({}, roomy, other), send({}, roomy)]
    await settled()
    expect(codec.calls('recompress')).toHaveLength(1)
    held.resolve()
    expect(await Promise.all(outcomes)).toMatchObject(
      [0, 0, 1].map((baseOffset) => ({ right: { baseOffset } })),
    )
    expect(codec.mostAtOnce('recompress')).toBe(1)
  })

  test('takes no more room than it needs, and none where it is refused or the store fails', async () => {
    const { store, codec, send } = await given(becoming(24 * MiB))
    const held = Promise.withResolvers<void>()
    store.next('append', { waitsFor: held.promise })
    const waiting = [send({}, roomy), send({}, roomy, other)]
    expect(await waiting[1]).toMatchObject({ right: { baseOffset: 0 } })
    codec.next('recompress', { refuses: { kind: 'invalid-record', message: 'broken' } })
    expect(await send({}, roomy, other)).toMatchObject({ left: { kind: 'invalid-record' } })
    codec.next('recompress', { rejects: new Error('a bug') })
    await expect(send({}, roomy, other)).rejects.toThrow('a bug')
    expect(await send({}, roomy, other)).toMatchObject({ right: { baseOffset: 1 } })
    held.resolve()
    expect(await waiting[0]).toMatchObject({ right: { baseOffset: 0 } })
  })

  test('has its room before its keys are looked at: who comes later never holds what the earlier needs', async () => {
    const looked = Promise.withResolvers<void>()
    let looks = 0
    const keyless = async () => {
      if (looks++ === 0) await looked.promise
      return E.right([])
    }
    const { send } = await given({ ...becoming(33 * MiB), keyless })
    const compacted = { ...roomy, 'cleanup.policy': 'compact' }
    const outcomes = [send({}, compacted), send({}, compacted)]
    await settled()
    looked.resolve()
    expect(await Promise.all(outcomes)).toMatchObject([
      { right: { baseOffset: 0 } },
      { right: { baseOffset: 1 } },
    ])
  })
})
