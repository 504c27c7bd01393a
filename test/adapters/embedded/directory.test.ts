import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openEnvironment } from '#adapters/embedded/environment'
import { DirectoryLocked, DirectoryUnusable, NewerFormat } from '#adapters/embedded/errors'
import { beginWriteAhead } from '#adapters/embedded/recovery'
import { type EmbeddedOptions, openEmbeddedStore } from '#adapters/embedded/store'
import { openWriteAheadLog } from '#adapters/embedded/write-ahead-log'
import { systemTimers } from '#adapters/system/timers'
import { StoreCorrupt } from '#ports/store-errors'
import { stampingCodec } from '#test/support/stamping-codec'
import { kill, startAppender } from './child.ts'
import { temporaryDirectory } from './temporary-directory.ts'

let parent: ReturnType<typeof temporaryDirectory>
let dir: string
beforeEach(() => {
  parent = temporaryDirectory()
  dir = join(parent.path, 'made', 'on', 'demand')
})
afterEach(() => parent.remove())

const open = (relaxed: EmbeddedOptions['relaxed'] = false) =>
  openEmbeddedStore({ dir, codec: stampingCodec, relaxed })
const claims = () => readdirSync(dir).filter((name) => name.startsWith('lock-'))

describe('a directory', () => {
  test('belongs to one process, until that is killed', async () => {
    const { child } = await startAppender(dir, 'hold', 1)
    await expect(open()).rejects.toThrow(DirectoryLocked)
    await expect(open()).rejects.toThrow(`process ${child.pid}`)
    expect(claims()).toHaveLength(1)
    await kill(child)
    const store = await open()
    expect(claims()).toHaveLength(1)
    await store.close()
    expect(claims()).toEqual([])
  })

  test('is opened once in a process, and again after it was closed', async () => {
    const store = await open()
    await expect(open()).rejects.toThrow(DirectoryLocked)
    await store.close()
    const again = await open()
    await store.close()
    await expect(open()).rejects.toThrow(DirectoryLocked)
    await again.close()
  })

  test('is not held by another process that got the pid of its holder', async () => {
    const { child } = await startAppender(dir, 'hold', 1)
    await kill(child)
    const [claim] = claims()
    const [, started] = /^lock-\d+-(.*)$/.exec(claim!) ?? []
    renameSync(join(dir, claim!), join(dir, `lock-${process.ppid}-${started}`))
    const store = await open()
    expect(claims()).toHaveLength(1)
    await store.close()
  })

  test('that cannot be made is unusable', async () => {
    mkdirSync(join(parent.path, 'made'))
    writeFileSync(join(parent.path, 'made', 'on'), 'a file in the way')
    await expect(open()).rejects.toThrow(DirectoryUnusable)
  })

  test.each([
    ['short', Buffer.from('x')],
    ['not made by LMDB', Buffer.alloc(20_000, 7)],
    ['of zeros', Buffer.alloc(8_192)],
  ])('whose file is %s is refused, and the process lives', async (_, content) => {
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, 'kedge.mdb'), content)
    await expect(open()).rejects.toThrow(StoreCorrupt)
    expect(claims()).toEqual([])
  })

  test('whose file is empty is new', async () => {
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, 'kedge.mdb'), '')
    await (await open()).close()
  })

  test('of a later format is refused, and let go of', async () => {
    mkdirSync(dir, { recursive: true })
    const environment = openEnvironment(join(dir, 'kedge.mdb'))
    const { salt } = await beginWriteAhead(environment, 'later')
    const value = Buffer.from(JSON.stringify({ v: 1, format: 3, history: 'later' }))
    await environment.commit([{ table: 'meta', key: Buffer.from('format'), value }])
    openWriteAheadLog(dir, salt).append([{ table: 'snapshots', key: Buffer.of(1), value }])
    await environment.close()
    const before = readdirSync(dir).toSorted()
    await expect(open()).rejects.toThrow(NewerFormat)
    await expect(open({ timers: systemTimers })).rejects.toThrow(NewerFormat)
    expect(claims()).toEqual([])
    expect(readdirSync(dir).toSorted()).toEqual(before)
    const after = openEnvironment(join(dir, 'kedge.mdb'))
    expect(after.get('snapshots', Buffer.of(1))).toBeUndefined()
    await after.close()
  })

  test('is of the format of before there were logs, but while it has one', async () => {
    const format = async (): Promise<unknown> => {
      const environment = openEnvironment(join(dir, 'kedge.mdb'))
      const stored = environment.get('meta', Buffer.from('format'))
      await environment.close()
      return JSON.parse(stored?.toString() ?? 'null')
    }
    await (await open({ timers: systemTimers })).close()
    expect(await format()).toMatchObject({ format: 1 })
    const { child } = await startAppender(dir, 'hold', 1, 'relaxed')
    await kill(child)
    expect(await format()).toMatchObject({ format: 2 })
    const store = await open()
    const history = await store.history.current()
    await store.close()
    expect(await format()).toMatchObject({ format: 1, history })
  })

  test('keeps nothing of a log that LMDB has all of', async () => {
    await (await open()).close()
    writeFileSync(join(dir, 'kedge.wal-0'), 'left over')
    await (await open()).close()
    expect(readdirSync(dir).filter((name) => name.includes('wal'))).toEqual([])
  })

  test('says where it is, and what an acknowledgement means', async () => {
    const store = await open()
    expect(await store.describe()).toEqual({
      where: dir,
      acknowledgement: expect.stringContaining('on disk (fdatasync)'),
      warnings: [],
    })
    await store.close()
    const relaxed = await openEmbeddedStore({ dir, codec: stampingCodec, relaxed: { timers: systemTimers } })
    expect((await relaxed.describe()).warnings).toHaveLength(1)
    await relaxed.close()
  })
})
