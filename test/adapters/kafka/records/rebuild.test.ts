import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { inspect } from '#adapters/kafka/records/batch'
import { buildBatch, buildPlainBatch } from '#adapters/kafka/records/build'
import { compressionOf, readHeader } from '#adapters/kafka/records/header'
import { openBatch } from '#adapters/kafka/records/open-batch'
import { recordsOf } from '#adapters/kafka/records/records'
import { E } from '#shared/fp'
import { anyCompression, anyDrafts, shown } from './arbitrary.ts'

/** What CleanedGolden.java prints: offsets that Kafka's filter retained, and the batch before and after it, in hex. */
type Golden = Readonly<{
  name: string
  compression: string
  keep: readonly number[]
  horizon: number
  lastOffset: number
  maxTimestamp: number
  before: string
  after: string
}>

const goldens = JSON.parse(
  readFileSync(new URL('../../../golden/cleaned.json', import.meta.url), 'utf8'),
) as readonly Golden[]

const asKafkaDoes = async ({ before, keep, horizon }: Golden) => {
  const opened = await openBatch(Buffer.from(before, 'hex'))
  const places = keep.map((wanted) => opened.records!.findIndex(({ offset }) => offset === wanted))
  return opened.rebuild(places, horizon < 0 ? null : horizon)
}

describe.each(goldens)("a batch that Kafka's cleaner filtered: $name", (golden) => {
  test('is rebuilt with the same header and the same records', async () => {
    const rebuilt = await asKafkaDoes(golden)
    const after = Buffer.from(golden.after, 'hex')
    const { crc: _, ...header } = readHeader(rebuilt.records)
    const { crc: __, ...theirs } = readHeader(after)
    expect(header).toEqual(theirs)
    expect(shown([...(await recordsOf(rebuilt.records))])).toEqual(shown([...(await recordsOf(after))]))
    expect(rebuilt.facts).toMatchObject({
      bytes: rebuilt.records.length,
      count: golden.lastOffset - header.baseOffset + 1,
      attributes: header.attributes,
    })
    expect(rebuilt.maxTimestamp).toBe(golden.keep.length === 0 ? -1 : golden.maxTimestamp)
  })
})

/** What a codec makes of the same records differs from one library to the next. */
test.each(goldens.filter(({ compression }) => compression === 'none'))(
  'is rebuilt to the same bytes: $name',
  async (golden) => {
    expect((await asKafkaDoes(golden)).records.toString('hex')).toBe(golden.after)
  },
)

describe('a rebuilt batch', () => {
  const anyHorizon = fc.option(fc.integer({ min: 0, max: 2 ** 50 }))

  property.prop([anyDrafts, anyCompression, fc.infiniteStream(fc.boolean()), anyHorizon])(
    'holds what was kept, where it was',
    async (drafts, compression, coins, horizon) => {
      const batch = await buildBatch(drafts, { compression, baseOffset: 77 })
      const opened = await openBatch(batch)
      const keep = drafts.map((_, i) => i).filter(() => coins.next().value)
      const rebuilt = await opened.rebuild(keep, horizon)
      const before = [...(await recordsOf(batch))]
      expect(shown([...(await recordsOf(rebuilt.records))])).toEqual(shown(keep.map((i) => before[i]!)))
      const again = await openBatch(rebuilt.records)
      expect(again.records).toEqual(keep.map((i) => opened.records![i]))
      expect(again.judged).toEqual({
        end: 77 + drafts.length,
        isControl: false,
        deleteHorizon: keep.length === 0 ? null : horizon,
        records: keep.length,
      })
    },
  )

  test('keeps its horizon when it is rebuilt again, and can be read by it', async () => {
    const drafts = [1, 2, 3].map((n) => ({ key: Buffer.from([n]), timestamp: n * 1_000 }))
    const once = await (await openBatch(buildPlainBatch(drafts))).rebuild([0, 1, 2], 9_999_999)
    const twice = await (await openBatch(once.records)).rebuild([1], 9_999_999)
    expect([...(await recordsOf(twice.records))]).toMatchObject([{ offset: 1, timestamp: 2_000 }])
    expect((await openBatch(twice.records)).judged.deleteHorizon).toBe(9_999_999)
  })

  test('can be read also where what is left shrinks to next to nothing', async () => {
    const zeros = Array.from({ length: 20 }, (_, i) => ({ key: Buffer.of(i), value: Buffer.alloc(2 ** 20) }))
    const noise = { key: Buffer.of(99), value: randomBytes(2 ** 20) }
    const opened = await openBatch(await buildBatch([noise, ...zeros], { compression: 'zstd' }))
    const { records, facts } = await opened.rebuild(
      [...zeros.keys()].map((i) => i + 1),
      null,
    )
    expect([...(await recordsOf(records))]).toHaveLength(20)
    expect((await openBatch(records)).records).toEqual(opened.records?.slice(1))
    expect(compressionOf(facts.attributes)).toBe('snappy')
    expect(facts).toMatchObject({ attributes: readHeader(records).attributes, bytes: records.length })
  })

  test('is nothing that a producer may send once it has a horizon', async () => {
    const { records } = await (await openBatch(buildPlainBatch([{ key: Buffer.of(1) }]))).rebuild([0], 5)
    expect(inspect(records)).toMatchObject(E.left({ kind: 'invalid-record' }))
  })
})
