import { describe, expect, test } from 'vitest'
import { buildBatch } from '#adapters/kafka/records/build'
import { kafkaRecordCodec } from '#adapters/kafka/records/record-codec'
import { memoryStore } from '#adapters/memory/store'
import { produceService } from '#application/produce/service'
import { offset } from '#domain/log/types'
import { E } from '#shared/fp'
import { accepted } from '#test/contract/outcome'
import { aTopic } from '#test/support/fake-services'
import { MORNING, manualTime } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'

const topic = aTopic('compacted', 1, 2)
const compacted = { ...topic, configs: new Map([['cleanup.policy', 'delete,compact']]) }
const keyed = (text: string) => ({ key: Buffer.from(text), value: Buffer.from(text), timestamp: MORNING })
const keyless = { value: Buffer.from('x'), timestamp: MORNING }
const message = 'Compacted topic cannot accept message without key in topic partition compacted-0'

const given = async () => {
  const { log } = memoryStore(kafkaRecordCodec)
  for (const partition of [0, 1]) await log.create({ topicId: topic.id, partition }, { createdAt: 0 })
  const leader = () => ({ id: 1, isSelf: true })
  const produce = produceService({
    log,
    ...manualTime(),
    logger: silentLogger,
    leader,
    codec: kafkaRecordCodec,
  })
  const append = (records: Buffer, some: Partial<Parameters<typeof produce.append>[0]> = {}) =>
    produce.append({ topic: compacted, partition: 0, records, timeoutMs: 1_000, allowsZstd: true, ...some })
  const end = async (partition = 0) =>
    (await accepted(log.bounds({ topicId: topic.id, partition }))).highWatermark
  return { log, produce, append, end }
}

describe('a record without a key', () => {
  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)(
    'is refused with its whole batch by a compacted topic (%s)',
    async (compression) => {
      const { append, end } = await given()
      const batch = await buildBatch([keyed('a'), keyless, keyed('b'), keyless], { compression })
      const error = (batchIndex: number) => `RecordError(batchIndex=${batchIndex}, message='${message}')`
      expect(await append(batch)).toEqual(
        E.left({
          kind: 'invalid-records',
          message: `One or more records have been rejected due to 2 record errors in total, and only showing the first three errors at most: [${error(1)}, ${error(3)}]`,
          records: [
            { batchIndex: 1, message },
            { batchIndex: 3, message },
          ],
        }),
      )
      expect(await end()).toBe(0)
      expect(await append(await buildBatch([keyed('a'), keyed('b')], { compression }))).toMatchObject({
        right: { baseOffset: 0 },
      })
    },
  )

  test('is taken by every other topic', async () => {
    const { append } = await given()
    const outcome = await append(await buildBatch([keyless]), { topic })
    expect(outcome).toMatchObject({ right: { baseOffset: 0 } })
  })

  test('is told of with three errors at most, in the message', async () => {
    const { append } = await given()
    const outcome = await append(await buildBatch(Array.from({ length: 2_000 }, () => keyless)))
    if (E.isRight(outcome) || outcome.left.kind !== 'invalid-records') throw new Error('not refused')
    expect(outcome.left.message).toContain('due to 2000 record errors')
    expect(outcome.left.message.match(/RecordError/g)).toHaveLength(3)
    expect(outcome.left.records).toHaveLength(1_000)
  })
})

test('records that cannot be read are refused by a compacted topic', async () => {
  const { append, end } = await given()
  const garbage = await buildBatch([keyed('a')], { compression: 'none' })
  garbage.writeInt16BE(4, 21)
  const { crcOf } = await import('#adapters/kafka/records/batch')
  garbage.writeUInt32BE(crcOf(garbage), 17)
  expect(await append(garbage)).toMatchObject(E.left({ kind: 'invalid-record' }))
  expect(await end()).toBe(0)
})

describe('batches of one partition', () => {
  test('keep their order, whatever has to be decompressed', async () => {
    const { log, append, produce } = await given()
    const large = Array.from({ length: 5_000 }, (_, i) => keyed(`${i}`))
    const batches = [
      await buildBatch(large, { compression: 'zstd' }),
      await buildBatch([keyed('plain')]),
      await buildBatch([keyed('gzip')], { compression: 'gzip' }),
    ]
    const outcomes = [
      append(batches[0]!),
      append(batches[1]!),
      // The policy was changed meanwhile: no key is looked for, and still nobody overtakes.
      append(await buildBatch([keyless]), { topic }),
      append(batches[2]!),
    ]
    await produce.drained()
    expect(
      (await Promise.all(outcomes)).map((outcome) => E.isRight(outcome) && outcome.right.baseOffset),
    ).toEqual([0, 5_000, 5_001, 5_002])
    const at = { topicId: topic.id, partition: 0 }
    expect(
      (await accepted(log.read(at, offset(0), { maxBytes: 2 ** 20, atLeastOne: true }))).bytes,
    ).toBeGreaterThan(0)
  })
})
