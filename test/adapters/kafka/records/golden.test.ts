import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { setAppendTime } from '#adapters/kafka/records/append-time'
import { crcOf, inspect } from '#adapters/kafka/records/batch'
import { buildPlainBatch, type RecordDraft } from '#adapters/kafka/records/build'
import { compressionOf, FLAG, has, readHeader } from '#adapters/kafka/records/header'
import { kafkaRecordCodec } from '#adapters/kafka/records/record-codec'
import { recordsOf } from '#adapters/kafka/records/records'
import { E } from '#shared/fp'
import { shown } from './arbitrary.ts'

/** What RecordsGolden.java prints of each batch; keys, values and headers in hex, of many records the ends only. */
type Golden = Readonly<{
  name: string
  compression: string
  baseOffset: number
  leaderEpoch: number
  crc: number
  count: number
  maxTimestamp: number
  offsetOfMaxTimestamp: number
  logAppendTime: boolean
  producerId: number
  producerEpoch: number
  baseSequence: number
  transactional: boolean
  control: boolean
  records: readonly GoldenRecord[]
  hex: string
}>
type GoldenRecord = Readonly<{
  offset: number
  timestamp: number
  key: string | null
  value: string | null
  headers: readonly (readonly [string, string | null])[]
}>

const goldens = JSON.parse(
  readFileSync(new URL('../../../golden/records.json', import.meta.url), 'utf8'),
) as readonly Golden[]

describe.each(goldens)('a batch of Kafka itself: $name', (golden) => {
  const batch = Buffer.from(golden.hex, 'hex')
  const { attributes, ...header } = readHeader(batch)

  test('has the header that Kafka says', () => {
    const { crc, baseOffset, leaderEpoch, count, maxTimestamp, producerId, producerEpoch, baseSequence } =
      golden
    expect(header).toMatchObject({ crc, baseOffset, leaderEpoch, count, maxTimestamp })
    expect(header).toMatchObject({ producerId, producerEpoch, baseSequence })
    expect(crcOf(batch)).toBe(crc)
    expect(compressionOf(attributes)).toBe(golden.compression)
    expect(has(attributes, FLAG.logAppendTime)).toBe(golden.logAppendTime)
    expect(has(attributes, FLAG.transactional)).toBe(golden.transactional)
    expect(has(attributes, FLAG.control)).toBe(golden.control)
  })

  test('holds the records that Kafka says', async () => {
    const records = [...(await recordsOf(batch))]
    expect(records).toHaveLength(golden.count)
    expect(shown(golden.count > 10 ? [records[0]!, records.at(-1)!] : records)).toEqual(golden.records)
  })

  test('is searched as Kafka does', async () => {
    const { offsetOfMaxTimestamp: offset, maxTimestamp: timestamp } = golden
    const found = await kafkaRecordCodec.findByTime(batch, 'highest')
    expect(found).toEqual(timestamp < 0 ? null : { offset, timestamp })
    if (timestamp < 0) return
    expect(await kafkaRecordCodec.findByTime(batch, timestamp)).toEqual(found)
    expect(await kafkaRecordCodec.findByTime(batch, timestamp + 1)).toBeNull()
    expect(await kafkaRecordCodec.findByTime(batch, 0)).toMatchObject({ offset: golden.records[0]!.offset })
  })

  test('passes inspection if a producer could have sent it', () => {
    const outcome = inspect(batch)
    const isOfBroker = golden.baseOffset > 0 || golden.logAppendTime || golden.control
    expect(E.isLeft(outcome)).toBe(isOfBroker)
    if (E.isRight(outcome)) expect(outcome.right.facts.count).toBe(golden.count)
  })
})

/** What a codec makes of the same records differs from one library to the next. */
const uncompressed = goldens.filter(
  ({ compression, logAppendTime }) => compression === 'none' && !logAppendTime,
)

test.each(uncompressed)('is what we would have written ourselves: $name', (golden) => {
  const { baseOffset, leaderEpoch, producerId, producerEpoch, baseSequence } = golden
  const built = buildPlainBatch(golden.records.map(asDraft), {
    baseOffset,
    leaderEpoch,
    producerId,
    producerEpoch,
    baseSequence,
    isTransactional: golden.transactional,
    isControl: golden.control,
  })
  expect(built.toString('hex')).toBe(golden.hex)
})

test.each(['none', 'gzip'])('is given its append time as Kafka gives it: %s', (name) => {
  const [sent, timed] = [name, `${name}, given its append time`].map((each) =>
    goldens.find((golden) => golden.name === each),
  )
  const inspected = inspect(Buffer.from(sent!.hex, 'hex'))
  if (E.isLeft(inspected)) throw new Error(inspected.left.message)
  const { facts, maxTimestamp, records } = setAppendTime(inspected.right, timed!.maxTimestamp)
  expect(records.toString('hex')).toBe(timed!.hex)
  expect(maxTimestamp).toBe(timed!.maxTimestamp)
  expect(facts).toEqual({ ...inspected.right.facts, attributes: readHeader(records).attributes })
})

const asDraft = ({ timestamp, key, value, headers }: GoldenRecord): RecordDraft => ({
  timestamp,
  key: unhex(key),
  value: unhex(value),
  headers: headers.map(([name, content]) => ({ key: Buffer.from(name, 'hex'), value: unhex(content) })),
})

const unhex = (hex: string | null): Buffer | null => (hex === null ? null : Buffer.from(hex, 'hex'))
