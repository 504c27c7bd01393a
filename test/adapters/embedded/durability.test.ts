import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type EmbeddedStore, openEmbeddedStore } from '#adapters/embedded/store'
import { systemTimers } from '#adapters/system/timers'
import { type TopicPartition, topicId } from '#domain/topic/types'
import { accepted } from '#test/contract/outcome'
import { appendAll, foldOn, readOn } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { stampingCodec } from '#test/support/stamping-codec'
import { appended } from './appended-log.ts'
import { appender, kill, startAppender } from './child.ts'
import { temporaryDirectory } from './temporary-directory.ts'

let dir: ReturnType<typeof temporaryDirectory>
beforeEach(() => {
  dir = temporaryDirectory()
})
afterEach(() => dir.remove())

const open = (relaxed = false, path = dir.path) =>
  openEmbeddedStore({ dir: path, codec: stampingCodec, relaxed: relaxed && { timers: systemTimers } })

/** That a log has the appender's payloads one after the other, and takes another; how many it has. */
const expectDense = async ({ log }: EmbeddedStore): Promise<number> => {
  const batches = await readOn(log, appended, 0)
  expect(batches.map(({ baseOffset, payload }) => [baseOffset, payload])).toEqual(
    batches.map((_, i) => [i, `payload ${i}`]),
  )
  const start = await accepted(log.origin(appended))
  const end = (await foldOn(log, appended, start)).at(-1)?.next ?? start
  expect(await accepted(log.append(appended, end, single()))).toMatchObject({ baseOffset: batches.length })
  return batches.length
}

describe('what was acknowledged', () => {
  // Of the relaxed ones, one is killed before LMDB has taken over anything, and one after it has taken over some.
  test.each([
    { was: 'strict', lines: 200, next: 'strict' },
    { was: 'relaxed', lines: 200, next: 'relaxed' },
    { was: 'relaxed', lines: 20_000, next: 'strict' },
  ])('is there after kill -9: $was, $lines appends, opened as $next', async ({ was, lines, next }) => {
    const { child, printed } = await startAppender(dir.path, 0, lines, was)
    await kill(child)
    const acknowledged = printed.filter((line) => line.startsWith('acknowledged')).length
    const store = await open(next === 'relaxed')
    expect(await expectDense(store)).toBeGreaterThanOrEqual(acknowledged)
    await store.close()
    expect(readdirSync(dir.path).filter((name) => name.includes('wal'))).toEqual([])
    const again = await open()
    expect((await accepted(again.log.bounds(appended))).highWatermark).toBeGreaterThan(acknowledged)
    await again.close()
  })

  test('is there after kill -9 twice, relaxed, where the second start came to nothing', async () => {
    const first = await startAppender(dir.path, 0, 300, 'relaxed')
    await kill(first.child)
    const second = await startAppender(dir.path, 'hold', 1, 'relaxed')
    await kill(second.child)
    const store = await open()
    expect(await expectDense(store)).toBeGreaterThanOrEqual(first.printed.length - 1)
    await store.close()
  })

  test('is torn nowhere but at its end by a power loss, relaxed', async () => {
    const { child } = await startAppender(dir.path, 0, 3_000, 'held')
    await kill(child)
    const [log = ''] = readdirSync(dir.path).filter((name) => name.endsWith('wal-0'))
    const whole = readFileSync(join(dir.path, log))
    const counts: number[] = []
    // What the kernel had not written yet: the end, a page in between, all of it.
    const left = [
      whole,
      whole.subarray(0, 0.7 * whole.length),
      hole(whole, 0.4 * whole.length),
      hole(whole, 0),
    ]
    for (const [i, bytes] of left.entries()) {
      const path = join(dir.path, `loss-${i}`)
      mkdirSync(path)
      copyFileSync(join(dir.path, 'kedge.mdb'), join(path, 'kedge.mdb'))
      writeFileSync(join(path, log), bytes)
      const store = await open(i % 2 === 0, path)
      await store.log.create(appended, { createdAt: 1 })
      counts.push(await expectDense(store))
      await store.close()
    }
    const [all = 0, most = 0, some = 0, none] = counts
    expect(all).toBeGreaterThanOrEqual(2_999)
    expect([all > most, most > some, some > 0, none]).toEqual([true, true, true, 0])
  })

  test('is there after a clean close, and so is everything else', async () => {
    const at: TopicPartition = { topicId: topicId('BBBBBBBBBBBBBBBBBBBBBA'), partition: 3 }
    const first = await open()
    const history = await first.history.current()
    const ids = await first.producerIds.nextBlock()
    await first.log.create(at, { createdAt: 1 })
    const start = await accepted(first.log.origin(at))
    const [one] = await appendAll(first.log, at, start, [single({ count: 2, maxTimestamp: 70 })])
    const rolled = await accepted(first.log.roll(at, one!.next, 2))
    const [two] = await appendAll(first.log, at, rolled, [single({ maxTimestamp: 60 })])
    await first.log.saveSnapshot(at, { position: two!.next, state: '7' })
    const founded = await accepted(
      first.journal.append({ kind: 'cluster' }, null, [{ decider: 'test', version: 1, event: 'founded' }]),
    )
    const [bounds, segments] = [await accepted(first.log.bounds(at)), await accepted(first.log.segments(at))]
    await first.close()

    const again = await open()
    expect(await again.history.current()).toBe(history)
    expect((await again.producerIds.nextBlock()).first).toBeGreaterThanOrEqual(ids.first + ids.size)
    expect(await accepted(again.log.bounds(at))).toEqual(bounds)
    expect(await accepted(again.log.segments(at))).toEqual(segments)
    expect(await again.log.loadSnapshot(at)).toEqual({ position: two!.next, state: '7' })
    expect(await accepted(again.log.entryByTime(at, 'highest'))).toMatchObject({ baseOffset: 0 })
    expect(await accepted(again.log.append(at, two!.next, single()))).toMatchObject({ baseOffset: 3 })
    expect(await accepted(again.journal.read({ kind: 'cluster' }, null))).toMatchObject({ position: founded })
    await again.close()
  })
})

describe('an acknowledgement', () => {
  const inject = ['-e', 'trace=fdatasync', '-e', 'inject=fdatasync:delay_enter=1']
  const traced = spawnSync('strace', [...inject, 'true']).status === 0

  // Seen from outside the process, on a disk that is slow enough to be overtaken. Where strace is missing or forbidden,
  // group-commit.test.ts still shows that nothing is answered before the commit is.
  test.skipIf(!traced)('follows the fdatasync of its data, and the write that publishes them', () => {
    const trace = join(dir.path, 'trace')
    const calls = ['-e', 'trace=openat,fdatasync,pwrite64,write', '-e', 'inject=fdatasync:delay_enter=20000']
    execFileSync('strace', ['-f', ...calls, '-o', trace, process.execPath, appender, dir.path, '20'])
    const [, ...appends] = story(readFileSync(trace, 'utf8')).split(/(?:open|acknowledged) /)
    expect(appends.slice(0, 20).map((told) => told.replace(/^(data )+/, ''))).toEqual(
      Array.from({ length: 20 }, () => 'flushed published '),
    )
  })

  test.skipIf(!traced)('waits for no fdatasync where it is relaxed, and there are few', () => {
    const trace = join(dir.path, 'trace')
    // A tenth of a second each: were one waited for, or made, per append, 2,000 of them would take minutes.
    const calls = ['-e', 'trace=fdatasync', '-e', 'inject=fdatasync:delay_enter=100000']
    const run = [process.execPath, appender, dir.path, '2000', 'relaxed']
    const told = execFileSync('strace', ['-f', ...calls, '-o', trace, ...run]).toString()
    expect(told.match(/^acknowledged/gm)).toHaveLength(2_000)
    expect(readFileSync(trace, 'utf8').match(/fdatasync(?:\(\d+\)| resumed).* = 0\b/g)?.length).toBeLessThan(
      60,
    )
  })

  test('of 50 partitions that append at once takes far fewer commits than appends', async () => {
    const store = await open()
    const partitions = Array.from({ length: 50 }, (_, partition) => ({ ...appended, partition }))
    await Promise.all(partitions.map((at) => store.log.create(at, { createdAt: 1 })))
    const before = store.statistics().commits
    const entries = Array.from({ length: 20 }, () => single())
    const append = async (at: TopicPartition) =>
      appendAll(store.log, at, await accepted(store.log.origin(at)), entries)
    await Promise.all(partitions.map(append))
    expect(store.statistics().commits - before).toBeLessThanOrEqual(2 * entries.length)
    for (const at of partitions) expect(await readOn(store.log, at, 0)).toHaveLength(entries.length)
    await store.close()
  })
})

/** With a page of nothing in it. */
const hole = (bytes: Buffer, at: number): Buffer =>
  Buffer.from(bytes).fill(0, Math.floor(at), Math.floor(at) + 4_096)

/** A trace in words, each at the end of the call that it stands for; only data are told of when they begin. */
const story = (trace: string): string => {
  const synchronous = /kedge\.mdb".*O_DSYNC.*= (\d+)$/m.exec(trace)?.[1]
  let publishing = false
  const word = (line: string): string => {
    if (line.includes('write(1, "open')) return 'open '
    if (line.includes('write(1, "acknowledged')) return 'acknowledged '
    if (/fdatasync(\(\d+\)| resumed).* = 0\b/.test(line)) return 'flushed '
    if (/pwrite64(\(| resumed)/.test(line)) {
      const begins = line.includes('pwrite64(')
      if (begins) publishing = line.includes(`pwrite64(${synchronous},`)
      if (publishing) return / = \d+$/.test(line) ? 'published ' : ''
      return begins ? 'data ' : ''
    }
    return ''
  }
  return trace.split('\n').map(word).join('')
}
