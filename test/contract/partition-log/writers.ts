import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { offset, type Position } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import { parseBatches, single } from '#test/support/batches'
import type { Stores } from '../harness.ts'
import { accepted } from '../outcome.ts'
import { ample, appendAll, emptyLog, endOf, foldOn, readOn, segmentStarts } from './log-cases.ts'

const WRITERS = 4

interface Task {
  readonly at: TopicPartition
  readonly start: Position
  readonly name: string
  readonly appends: number
  /** Rolls each time it has appended that often. */
  readonly rollEvery?: number
}

/** Appends, folding what others appended whenever it is refused; answers how often that was. */
const writer = async (log: PartitionLog, { at, start, name, appends, rollEvery }: Task): Promise<number> => {
  let end = start
  let refusals = 0
  const fold = async () => {
    refusals += 1
    end = (await foldOn(log, at, end)).at(-1)?.next ?? end
  }
  for (let i = 0; i < appends; ) {
    const outcome = await log.append(at, end, single({ payload: `${name}:${i}`, count: 1 + (i % 2) }))()
    if (E.isRight(outcome)) {
      end = outcome.right.next
      i += 1
      if (rollEvery !== undefined && i % rollEvery === 0) end = await roll(log, at, end)
      continue
    }
    expect(outcome.left).toEqual({ kind: 'position-taken' })
    await fold()
  }
  return refusals
}

const roll = async (log: PartitionLog, at: TopicPartition, end: Position): Promise<Position> => {
  const outcome = await log.roll(at, end, 2_000)()
  if (E.isRight(outcome)) return outcome.right
  expect(outcome.left).toEqual({ kind: 'position-taken' })
  return end
}

/** Reads along, as a consumer at the end of the log does; answers the payloads in their order. */
const follow = async (log: PartitionLog, at: TopicPartition, batches: number): Promise<readonly string[]> => {
  const seen: string[] = []
  for (let next = 0; seen.length < batches; ) {
    const slice = await accepted(log.read(at, offset(next), ample))
    if (slice.bytes === 0) {
      await setImmediate()
      continue
    }
    const some = parseBatches(slice.records)
    seen.push(...some.map(({ payload }) => payload))
    next = endOf(some)
  }
  return seen
}

export const contending = (stores: Stores) =>
  describe('several writers', () => {
    const race = async (appends: number, rollEvery?: number) => {
      const logs = await Promise.all(Array.from({ length: WRITERS }, async () => (await stores.open()).log))
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const rolls = rollEvery === undefined ? {} : { rollEvery }
      const writing = logs.map((each, i) => writer(each, { at, start, name: `w${i}`, appends, ...rolls }))
      const following = follow(log, at, WRITERS * appends)
      const refusals = await Promise.all(writing)
      const followed = await following
      const batches = await readOn(log, at, 0)

      expect(refusals.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0)
      expect(new Set(batches.map(({ payload }) => payload)).size).toBe(WRITERS * appends)
      expect(batches).toHaveLength(WRITERS * appends)
      expect(followed).toEqual(batches.map(({ payload }) => payload))
      let expected = 0
      for (const { baseOffset, count } of batches) {
        if (baseOffset !== expected) expect.fail(`${baseOffset} stands where ${expected} should`)
        expected += count
      }
      const folded = await foldOn(log, at, start, 1_000)
      expect(folded.map(({ baseOffset }) => baseOffset)).toEqual(batches.map(({ baseOffset }) => baseOffset))
      return { log, at }
    }

    test('10,000 appends: every record once, offsets dense', { timeout: 120_000 }, async () => {
      await race(10_000 / WRITERS)
    })

    test('the same while segments roll', { timeout: 120_000 }, async () => {
      const { log, at } = await race(250, 20)
      const starts = await segmentStarts(log, at)
      expect(starts.length).toBeGreaterThan(5)
      expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b))
    })

    test('one position is won by exactly one', async () => {
      const logs = await Promise.all(Array.from({ length: WRITERS }, async () => (await stores.open()).log))
      const { at, start } = await emptyLog(logs[0]!)
      let end = start
      for (let round = 0; round < 20; round++) {
        const outcomes = await Promise.all(
          logs.map((log, i) => log.append(at, end, single({ payload: `${i}` }))()),
        )
        const won = outcomes.filter(E.isRight)
        expect(won).toHaveLength(1)
        end = won[0]!.right.next
      }
      expect(await foldOn(logs[0]!, at, start)).toHaveLength(20)
      await appendAll(logs[3]!, at, end, [single()])
    })
  })
