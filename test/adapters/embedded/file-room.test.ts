import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { open } from 'lmdb'
import { describe, expect } from 'vitest'
import { pagesFor } from '#adapters/embedded/file-room'
import { shapeOf } from '#adapters/embedded/file-shape'
import { type Change, tables } from '#adapters/embedded/tables'
import { temporaryDirectory } from './temporary-directory.ts'

/** As the store does, and unflushed. */
const openFile = (path: string) => {
  const binary = { encoding: 'binary', keyEncoding: 'binary', cache: false } as const
  const root = open<Buffer, Buffer>({
    ...binary,
    path,
    noSubdir: true,
    maxDbs: tables.length,
    overlappingSync: false,
    noSync: true,
    eventTurnBatching: false,
  })
  const opened = tables.map((name) => root.openDB<Buffer, Buffer>({ name, ...binary }))
  const table = (name: Change['table']) => opened[tables.indexOf(name)] ?? root
  return {
    shape: () => shapeOf(root, table),
    commit: (changes: readonly Change[]) =>
      root.batch(() => {
        for (const { table: name, key, value } of changes)
          void (value === null ? table(name).remove(key) : table(name).put(key, value))
      }),
    close: () => root.close(),
  }
}

/** Keys side by side, of any of three tables. */
const changes = fc
  .record({
    from: fc.nat(2_000),
    count: fc.integer({ min: 1, max: 400 }),
    step: fc.integer({ min: 1, max: 7 }),
    bytes: fc.constantFrom(null, 1, 50, 400, 1_500, 5_000, 40_000),
  })
  .map(({ from, count, step, bytes }) =>
    Array.from({ length: bytes === 40_000 ? Math.min(count, 20) : count }, (_, i): Change => {
      const key = Buffer.alloc(28)
      key.writeUInt32BE(from + i * step, 20)
      const table = (['entries', 'facts', 'partitions'] as const)[i % 3] ?? 'facts'
      return { table, key, value: bytes === null ? null : Buffer.alloc(bytes) }
    }),
  )

describe('the room that a commit may need', () => {
  test.prop([fc.array(changes, { minLength: 1, maxLength: 25 })], { numRuns: 15 })(
    'is never less than what LMDB takes beyond the end of what it had',
    async (commits) => {
      const dir = temporaryDirectory()
      const file = openFile(join(dir.path, 'kedge.mdb'))
      for (const commit of commits) {
        const before = file.shape()
        await file.commit(commit)
        expect(file.shape().pages - before.pages).toBeLessThanOrEqual(pagesFor(commit, before))
        expect(file.shape().free).toBeGreaterThanOrEqual(0)
      }
      await file.close()
      dir.remove()
    },
    60_000,
  )
})
