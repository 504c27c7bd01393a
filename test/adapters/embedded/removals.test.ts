import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openEnvironment } from '#adapters/embedded/environment'
import { openEmbeddedStore } from '#adapters/embedded/store'
import { tables } from '#adapters/embedded/tables'
import { systemTimers } from '#adapters/system/timers'
import { offset } from '#domain/log/types'
import { type TopicPartition, topicId } from '#domain/topic/types'
import { committed, setting } from '#test/contract/committed-offsets/offset-cases'
import { accepted } from '#test/contract/outcome'
import { appendAll, born, readOn, somePartition } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { stampingCodec } from '#test/support/stamping-codec'
import { temporaryDirectory } from './temporary-directory.ts'

let dir: ReturnType<typeof temporaryDirectory>
beforeEach(() => {
  dir = temporaryDirectory()
})
afterEach(() => dir.remove())

const file = () => join(dir.path, 'kedge.mdb')
const open = () =>
  openEmbeddedStore({ dir: dir.path, codec: stampingCodec, relaxed: { timers: systemTimers } })

/** How much lies in each table. */
const census = async () => {
  const environment = openEnvironment(file())
  const counts = tables.map((table) => [table, [...environment.keys(table, { from: Buffer.of(0) })].length])
  await environment.close()
  return Object.fromEntries(counts.filter(([table, count]) => table !== 'meta' && count !== 0))
}

const fill = async ({ log }: Awaited<ReturnType<typeof open>>, at: TopicPartition, entries: number) => {
  await log.create(at, born)
  const half = Array.from({ length: entries / 2 }, () => single())
  const done = await appendAll(log, at, await accepted(log.origin(at)), half)
  await appendAll(log, at, await accepted(log.roll(at, done.at(-1)!.next, 1)), half)
}

/** A group with offsets, also of a topic whose id is the last there can be; what is read of it. */
const keptGroup = async ({ journal, offsets }: Awaited<ReturnType<typeof open>>) => {
  const last = { topicId: topicId(Buffer.alloc(16, 0xff).toString('base64url')), partition: 2 ** 31 - 1 }
  const end = await accepted(journal.append({ kind: 'group', groupId: 'kept' }, null, []))
  const change = setting(committed(somePartition(), 1), committed(last, 2))
  await accepted(offsets.change('kept', { journal: end, sequence: 7 }, change))
  const found = await offsets.read('kept', null)
  expect(found).toEqual({ offsets: expect.arrayContaining([...change.set]), sequence: 7 })
  return found
}

describe('what is removed', () => {
  test('leaves nothing in the file, and takes nothing with it', async () => {
    const store = await open()
    const [gone, kept] = [somePartition(0), somePartition(1)]
    await fill(store, gone, 2_500)
    await fill(store, kept, 4)
    const group = { kind: 'group', groupId: 'g' } as const
    const founded = await accepted(store.journal.append(group, null, []))
    const end = await accepted(store.journal.append(group, founded, []))
    await store.journal.saveSnapshot(group, { position: founded, state: '' })
    const offsets = Array.from({ length: 2_500 }, (_, i) => committed(somePartition(i), i))
    const fence = { journal: end, sequence: 1 }
    await accepted(store.offsets.change('g', fence, setting(...offsets)))
    const other = await keptGroup(store)
    await accepted(store.journal.remove(group, end))
    await store.log.remove(gone)
    expect(await readOn(store.log, kept, 0)).toHaveLength(4)
    expect(await store.offsets.read('kept', null)).toEqual(other)
    await store.close()
    expect(await census()).toEqual({
      partitions: 1,
      segments: 1,
      facts: 4,
      entries: 4,
      journals: 1,
      'journal-events': 1,
      'committed-offsets': 2,
    })
  })

  test('of segments that are dropped, leaves nothing of them and all of the others', async () => {
    const store = await open()
    const [at, other] = [somePartition(0), somePartition(1)]
    await fill(store, at, 2_500)
    await fill(store, other, 4)
    await store.log.saveSnapshot(at, { position: await accepted(store.log.end(at)), state: '' })
    await accepted(store.log.advanceStart(at, offset(1_250)))
    expect(await readOn(store.log, at, 1_250)).toHaveLength(1_250)
    await store.close()
    await (await open()).close()
    expect(await census()).toEqual({
      partitions: 2,
      segments: 1,
      facts: 1_254,
      entries: 1_254,
      snapshots: 1,
    })
  })

  test('leaves others their turn, however long the log was', async () => {
    const store = await open()
    const at = somePartition()
    await fill(store, at, 6_000)
    let turns = 0
    let removing = true
    const count = () => {
      turns++
      if (removing) setImmediate(count)
    }
    setImmediate(count)
    await store.log.remove(at)
    removing = false
    // 6,000 entries and their facts, a thousand at a time.
    expect(turns).toBeGreaterThan(12)
    await store.close()
  })

  test('goes in few commits, however many logs go at once', async () => {
    const store = await open()
    const logs = Array.from({ length: 300 }, (_, i) => somePartition(i))
    await Promise.all(logs.map((at) => store.log.create(at, born)))
    const before = store.statistics().commits
    await Promise.all(logs.map((at) => store.log.remove(at)))
    expect(store.statistics().commits - before).toBeLessThan(10)
    await store.close()
    expect(await census()).toEqual({})
  })

  test('is deleted at the next start when there was no time for it', async () => {
    const store = await open()
    const at = somePartition()
    await fill(store, at, 100)
    const removing = store.log.remove(at)
    await store.close()
    await removing.catch(() => undefined)
    await (await open()).close()
    expect(await census()).toEqual({})
  })
})
