import { execFileSync, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type EmbeddedStore, openEmbeddedStore } from '#adapters/embedded/store'
import { systemTimers } from '#adapters/system/timers'
import { offset } from '#domain/log/types'
import { StoreFull } from '#ports/store-errors'
import { accepted } from '#test/contract/outcome'
import { born, cover, emptyLog, foldOn, readOn, somePartition } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { stampingCodec } from '#test/support/stamping-codec'
import { temporaryDirectory } from './temporary-directory.ts'

// A disk that is full needs a disk: a small one in memory, which only root can mount.
const mount = (path: string, size = '4m') =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path])
const resize = (path: string, size: string) => execFileSync('mount', ['-o', `remount,size=${size}`, path])
const mountable = (() => {
  const { path, remove } = temporaryDirectory()
  const mounted = process.platform === 'linux' && mount(path).status === 0
  if (mounted) execFileSync('umount', [path])
  remove()
  return mounted
})()

const kinds = [
  { name: 'a full disk', relaxed: false },
  { name: 'a full disk, relaxed', relaxed: { timers: systemTimers } },
] as const

describe.skipIf(!mountable).each(kinds)('$name', ({ relaxed }) => {
  let dir: ReturnType<typeof temporaryDirectory>
  let store: EmbeddedStore
  beforeEach(async () => {
    dir = temporaryDirectory()
    mount(dir.path)
    store = await openEmbeddedStore({ dir: dir.path, codec: stampingCodec, relaxed })
  })
  afterEach(async () => {
    await store.close()
    execFileSync('umount', [dir.path])
    dir.remove()
  })

  const fillWith = (name: string): string => {
    const file = join(dir.path, name)
    spawnSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=4096'])
    return file
  }

  test.each([100_000, 5_000])(
    'refuses appends of %d bytes, keeps what it has, and goes on once there is room',
    async (payload) => {
      const { log } = store
      const old = somePartition()
      await log.create(old, born)
      await accepted(log.append(old, await accepted(log.origin(old)), single({ payload: 1_000_000 })))
      const { at, start } = await emptyLog(log)
      let end = start
      const fill = async () => {
        for (;;) end = (await accepted(log.append(at, end, single({ payload })))).next
      }
      await expect(fill()).rejects.toThrow(StoreFull)
      await expect(accepted(log.append(at, end, single({ payload })))).rejects.toThrow(StoreFull)
      expect((await accepted(log.bounds(at))).highWatermark).toBe(end.offset)
      expect(await readOn(log, at, 0)).toHaveLength(end.offset)
      await log.remove(old)
      expect(await accepted(log.append(at, end, single({ payload })))).toMatchObject({
        baseOffset: end.offset,
      })
      expect(await foldOn(log, at, start)).toHaveLength(end.offset + 1)
    },
  )

  test('is opened again, and has what it had', async () => {
    const { at, start } = await emptyLog(store.log)
    let end = start
    const fill = async () => {
      for (;;) end = (await accepted(store.log.append(at, end, single({ payload: 5_000 })))).next
    }
    await expect(fill()).rejects.toThrow(StoreFull)
    const brim = fillWith('brim')
    await store.close()
    store = await openEmbeddedStore({ dir: dir.path, codec: stampingCodec, relaxed })
    expect(await readOn(store.log, at, 0)).toHaveLength(end.offset)
    await expect(accepted(store.log.append(at, end, single({ payload: 5_000 })))).rejects.toThrow(StoreFull)
    rmSync(brim)
  })

  test('is made where there is room for it', async () => {
    const brim = fillWith('brim')
    const another = { dir: join(dir.path, 'another'), codec: stampingCodec, relaxed }
    await expect(openEmbeddedStore(another)).rejects.toThrow(StoreFull)
    rmSync(brim)
    await (await openEmbeddedStore(another)).close()
  })

  test('dropping old segments makes room', async () => {
    const { log } = store
    const { at, start } = await emptyLog(log)
    let end = start
    const fill = async () => {
      for (;;) {
        end = (await accepted(log.append(at, end, single({ payload: 100_000 })))).next
        if (end.offset % 5 === 0) end = await accepted(log.roll(at, end, 1))
      }
    }
    await expect(fill()).rejects.toThrow(StoreFull)
    const acknowledged = end.offset
    expect(acknowledged).toBeGreaterThan(10)
    await cover(log, at, end)
    expect(await accepted(log.advanceStart(at, offset(10)))).toMatchObject({ logStart: 10 })
    await expect
      .poll(() => accepted(log.append(at, end, single({ payload: 100_000 }))).catch(() => null))
      .toMatchObject({ baseOffset: acknowledged })
    expect(await readOn(log, at, 10)).toHaveLength(acknowledged + 1 - 10)
  })
})

/** Nothing gets to LMDB until it is asked for. */
const held = {
  timers: { after: () => () => undefined },
  flushAt: { bytes: Infinity, keys: Infinity },
}

describe.skipIf(!mountable)('a disk that others fill while LMDB is behind', () => {
  let dir: ReturnType<typeof temporaryDirectory>
  beforeEach(() => {
    dir = temporaryDirectory()
    mount(dir.path, '1g')
  })
  afterEach(() => {
    execFileSync('umount', [dir.path])
    dir.remove()
  })
  const open = () => openEmbeddedStore({ dir: dir.path, codec: stampingCodec, relaxed: held })

  test('takes over nothing, keeps all that was answered, and goes on once there is room', async () => {
    const store = await open()
    const { at, start } = await emptyLog(store.log)
    let end = start
    const append = async () => {
      end = (await accepted(store.log.append(at, end, single({ payload: 100_000 })))).next
    }
    for (let i = 0; i < 30; i++) await append()
    resize(dir.path, '4m')
    await expect(store.producerIds.nextBlock()).rejects.toThrow(StoreFull)
    await expect(append()).rejects.toThrow(StoreFull)
    expect(await readOn(store.log, at, 0)).toHaveLength(30)
    resize(dir.path, '1g')
    await append()
    expect((await store.producerIds.nextBlock()).size).toBeGreaterThan(0)
    await store.close()
    const again = await open()
    expect(await readOn(again.log, at, 0)).toHaveLength(31)
    await again.close()
  })
})
