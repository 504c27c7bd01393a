import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openEnvironment } from '#adapters/embedded/environment'
import { openEmbeddedStore } from '#adapters/embedded/store'
import { tables } from '#adapters/embedded/tables'
import type { TopicPartition } from '#domain/topic/types'
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
const open = () => openEmbeddedStore({ dir: dir.path, codec: stampingCodec, relaxed: true })

/** How much lies in each table. */
const census = async () => {
  const environment = openEnvironment(file(), false)
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

describe('what is removed', () => {
  test('leaves nothing in the file, and takes nothing with it', async () => {
    const store = await open()
    const [gone, kept] = [somePartition(0), somePartition(1)]
    await fill(store, gone, 2_500)
    await fill(store, kept, 4)
    const group = { kind: 'group', groupId: 'g' } as const
    const founded = await accepted(store.journal.append(group, null, []))
    await accepted(store.journal.append(group, founded, []))
    await store.journal.saveSnapshot(group, { position: founded, state: '' })
    await store.journal.remove(group)
    await store.log.remove(gone)
    expect(await readOn(store.log, kept, 0)).toHaveLength(4)
    await store.close()
    expect(await census()).toEqual({ partitions: 1, segments: 1, facts: 4, entries: 4 })
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
