import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { type Change, tables } from '#adapters/embedded/tables'
import { openWriteAheadLog, readWriteAhead } from '#adapters/embedded/write-ahead-log'
import { temporaryDirectory } from './temporary-directory.ts'

let dir: ReturnType<typeof temporaryDirectory>
beforeEach(() => {
  dir = temporaryDirectory()
})
afterEach(() => dir.remove())

const salt = Buffer.from('pinch of')
const change = fc.record<Change>({
  table: fc.constantFrom(...tables),
  key: fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  value: fc.option(
    fc
      .tuple(fc.constantFrom(0, 1, 50, 2_047, 2_048, 40_000), fc.nat(255))
      .map(([length, byte]) => Buffer.alloc(length, byte)),
  ),
})
const commits = fc.array(fc.array(change, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 })
const file = (number: number) => join(dir.path, `kedge.wal-${number}`)
const one = (number: number): Change => ({ table: 'meta', key: Buffer.of(1), value: Buffer.of(number) })
const numbers = (changes: readonly Change[]) => changes.map(({ value }) => value?.[0])

const read = (of: Buffer, after: number) =>
  readWriteAhead(dir.path, of, after).flatMap(({ changes }) => changes)

/** As a process that was killed would leave it. */
const written = (all: readonly (readonly Change[])[], use = salt) => {
  const log = openWriteAheadLog(dir.path, use)
  for (const changes of all) log.append(changes)
  return log
}

describe('the write-ahead log', () => {
  test.prop([commits, fc.nat(8)], { numRuns: 50 })(
    'has what was put into it, behind any of its appends',
    (all, after) => {
      written(all)
      expect(read(salt, after)).toEqual(all.slice(after).flat())
    },
  )

  test.prop([commits, fc.double({ min: 0, max: 1, noNaN: true })], { numRuns: 100 })(
    'that was torn ends before the append that is not whole',
    (all, part) => {
      written(all)
      const whole = readFileSync(file(0))
      const length = Math.floor(part * whole.length)
      writeFileSync(file(0), whole.subarray(0, length))
      const kept = read(salt, 0)
      const ends = all.map((_, i) => all.slice(0, i + 1).flat())
      expect([[], ...ends]).toContainEqual(kept)
      if (length < whole.length) expect(kept).not.toEqual(all.flat())
      else expect(kept).toEqual(all.flat())
    },
  )

  test.prop([commits, fc.nat(), fc.integer({ min: 1, max: 255 })], { numRuns: 100 })(
    'of which a byte is another ends before the append that has it',
    (all, at, flip) => {
      written(all)
      const bytes = readFileSync(file(0))
      const place = at % bytes.length
      bytes[place] = (bytes[place] ?? 0) ^ flip
      writeFileSync(file(0), bytes)
      const kept = read(salt, 0)
      expect(all.map((_, i) => all.slice(0, i).flat())).toContainEqual(kept)
    },
  )

  test('goes on in the other file, over what stood there', () => {
    const log = written([[one(1)], [one(2)], [one(3)]])
    log.turn()
    log.append([one(4)])
    expect(numbers(read(salt, 0))).toEqual([1, 2, 3, 4])
    log.turn()
    log.append([one(5)])
    // The first two of the first file are gone, which is why it is used again only once nothing needs it.
    expect(numbers(read(salt, 3))).toEqual([4, 5])
    expect(log.last()).toBe(5)
  })

  test('with a gap ends before it', () => {
    const log = written([[one(1)], [one(2)]])
    log.turn()
    log.append([one(3)])
    writeFileSync(file(0), readFileSync(file(0)).subarray(0, 40))
    expect(numbers(read(salt, 0))).toEqual([1])
  })

  test('knows nothing of one with another salt', () => {
    written([[one(1)], [one(2)]], Buffer.from('of before'.slice(0, 8)))
    expect(read(salt, 0)).toEqual([])
  })

  test('that was left is there for the next start', () => {
    written([[one(1)], [one(2)]]).leave()
    expect(numbers(read(salt, 0))).toEqual([1, 2])
  })

  test('that was cleared or closed has nothing', () => {
    const log = written([[one(1)], [one(2)]])
    log.clear()
    expect(readFileSync(file(0))).toHaveLength(0)
    log.append([one(3)])
    expect(numbers(read(salt, 2))).toEqual([3])
    log.close()
    expect(read(salt, 0)).toEqual([])
  })
})
