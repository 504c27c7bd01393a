import { join } from 'node:path'
import { fc, test as property } from '@fast-check/vitest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEnvironment } from '#adapters/embedded/environment'
import { numbered, partitionPrefix } from '#adapters/embedded/keys'
import { type EmbeddedStore, openEmbeddedStore } from '#adapters/embedded/store'
import { offset } from '#domain/log/types'
import { accepted } from '#test/contract/outcome'
import {
  clean,
  cleaned,
  entriesOf,
  namesOf,
  payloadsFrom,
  sealedLog,
  sealedOf,
} from '#test/contract/partition-log/cleaning-cases'
import { appendAll, cover, emptyLog, segmented, segmentStarts } from '#test/contract/partition-log/log-cases'
import { batch, entry, single } from '#test/support/batches'
import { stampingCodec } from '#test/support/stamping-codec'
import { temporaryDirectory } from './temporary-directory.ts'

let dir: ReturnType<typeof temporaryDirectory>
let store: EmbeddedStore

const reopen = async () => {
  await store.close()
  store = await openEmbeddedStore({ dir: dir.path, codec: stampingCodec })
}

beforeEach(async () => {
  dir = temporaryDirectory()
  store = await openEmbeddedStore({ dir: dir.path, codec: stampingCodec })
})
afterEach(async () => {
  await store.close()
  dir.remove()
})

const three = [0, 2, 4].map((from) => [{ payload: `${from}` }, { payload: `${from + 1}` }])
const even = (payload: string) => Number(payload) % 2 === 0

test('a cleaner that dies within a merge leaves a log of which nothing is lost when its beginning is dropped', async () => {
  const { at, end } = await sealedLog(store.log, three)
  const segments = await sealedOf(store.log, at)
  const entries = await entriesOf(store.log, at, segments)
  const replacement = await accepted(
    store.log.replace(
      at,
      segments.map(({ name }) => name),
    ),
  )
  // One entry from the middle of the first segment into the second.
  await accepted(replacement.add(cleaned(entries.slice(0, 1), even)))
  await accepted(replacement.add(cleaned(entries.slice(1, 4), even)))
  await reopen()
  expect(await payloadsFrom(store.log, at)).toEqual(['0', '2', '4', '5', 'live'])
  expect(await segmentStarts(store.log, at)).toEqual([0, 6])

  await store.log.saveSnapshot(at, { position: end, state: '{}' })
  await accepted(store.log.advanceStart(at, offset(2)))
  expect(await payloadsFrom(store.log, at, 2)).toEqual(['2', '4', '5', 'live'])
  await clean(store.log, at, await sealedOf(store.log, at), even)
  await reopen()
  expect(await payloadsFrom(store.log, at, 2)).toEqual(['2', '4', 'live'])
})

test('what was cleaned is so after a restart, and its names too', async () => {
  const { at } = await sealedLog(store.log, three)
  await clean(store.log, at, (await sealedOf(store.log, at)).slice(0, 2), even)
  await accepted(store.log.markClean(at, offset(4)))
  const names = await namesOf(store.log, at)
  await reopen()
  expect(await namesOf(store.log, at)).toEqual(names)
  expect((await accepted(store.log.cleanable(at))).cleanTo).toBe(4)
  expect(await payloadsFrom(store.log, at)).toEqual(['0', '2', '4', '5', 'live'])
})

test('a segment that is dropped meanwhile stays dropped', async () => {
  const { at, end } = await sealedLog(store.log, three)
  const [first, second] = await sealedOf(store.log, at)
  const entries = await entriesOf(store.log, at, [first!, second!])
  const replacement = await accepted(store.log.replace(at, [first!.name, second!.name]))
  await store.log.saveSnapshot(at, { position: end, state: '{}' })
  await accepted(store.log.advanceStart(at, offset(2)))
  expect((await replacement.add(cleaned(entries, even))())._tag).toBe('Left')
  await replacement.abandon()
  expect(await payloadsFrom(store.log, at, 2)).toEqual(['2', '3', '4', '5', 'live'])
})

test('a merge and a drop in one commit lose nothing of what became one', async () => {
  const { at, end } = await sealedLog(store.log, three)
  const [first, second] = await sealedOf(store.log, at)
  const entries = await entriesOf(store.log, at, [first!, second!])
  const replacement = await accepted(store.log.replace(at, [first!.name, second!.name]))
  await cover(store.log, at, end)
  const [added, advanced] = await Promise.all([
    replacement.add(cleaned(entries.slice(0, 1), even))(),
    store.log.advanceStart(at, offset(2))(),
  ])
  expect([added, advanced]).toMatchObject([{ _tag: 'Right' }, { _tag: 'Right', right: { logStart: 2 } }])
  await reopen()
  expect(await segmentStarts(store.log, at)).toEqual([0, 4, 6])
  expect(await payloadsFrom(store.log, at, 2)).toEqual(['2', '3', '4', '5', 'live'])
  await accepted(store.log.advanceStart(at, offset(4)))
  expect(await segmentStarts(store.log, at)).toEqual([4, 6])
  expect(await payloadsFrom(store.log, at, 4)).toEqual(['4', '5', 'live'])
})

property.prop(
  [
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }),
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
    fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
  ],
  { numRuns: 40 },
)('wherever entries end anew, what is to come is there after each step', async (sizes, cuts, keeps) => {
  const { at, start } = await emptyLog(store.log)
  let count = 0
  const written = sizes.map((size) =>
    entry(Array.from({ length: size }, () => batch({ payload: `${count++}` }))),
  )
  const done = await appendAll(store.log, at, start, written)
  await accepted(store.log.roll(at, done.at(-1)!.next, 2_000))
  const keep = (payload: string) => keeps[Number(payload)] === true
  const [segment] = await sealedOf(store.log, at)
  const whole = cleaned(await entriesOf(store.log, at, [segment!]), keep)
  const replacement = await accepted(store.log.replace(at, [segment!.name]))
  const all = Array.from({ length: count }, (_, i) => `${i}`)
  let [base, byte] = [0, 0]
  for (const cut of cuts) {
    const batches = whole.batches.slice(base, base + cut)
    if (batches.length === 0) break
    const bytes = batches.reduce((sum, each) => sum + each.bytes, 0)
    const records = whole.records.subarray(byte, byte + bytes)
    await accepted(replacement.add({ ...whole, baseOffset: offset(base), batches, records }))
    base += batches.length
    byte += bytes
    for (let from = 0; from <= count; from++) {
      const left = all.filter((payload, i) => i >= from && (i >= base || keep(payload)))
      expect(await payloadsFrom(store.log, at, from)).toEqual(left)
    }
  }
  await replacement.abandon()
})

test('segments of before retention are as young as what was in the log at their end, whatever came later', async () => {
  const times = [700, 300, 9_000]
  const { at } = await segmented(
    store.log,
    times.map((maxTimestamp) => single({ maxTimestamp, count: 2 })),
  )
  await store.close()
  const environment = openEnvironment(join(dir.path, 'kedge.mdb'))
  const key = partitionPrefix(at)
  await environment.commit(
    [0, 2].map((start) => ({
      table: 'segments' as const,
      key: numbered(key, start),
      value: Buffer.from(JSON.stringify({ v: 1, start, bytes: 68, entries: 1, createdAt: 1_000 })),
    })),
  )
  await environment.close()
  store = await openEmbeddedStore({ dir: dir.path, codec: stampingCodec })
  expect(await accepted(store.log.segments(at))).toMatchObject([
    { start: 0, end: 2, highestTimestamp: 700 },
    { start: 2, end: 4, highestTimestamp: 700 },
    { start: 4, end: 6, highestTimestamp: 9_000 },
  ])
})
