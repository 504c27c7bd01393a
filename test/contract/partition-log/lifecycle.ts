import { describe, expect, test, vi } from 'vitest'
import { partitionKey, type TopicPartition } from '#domain/topic/types'
import { single } from '#test/support/batches'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import { ample, appendAll, emptyLog, foldOn, readOn } from './log-cases.ts'

export const living = (stores: Stores): void => {
  describe('snapshots', () => {
    test('are kept only when newer, and loaded with their position by any instance', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const done = await appendAll(log, at, start, [single(), single(), single()])
      expect(await log.loadSnapshot(at)).toBeNull()
      await log.saveSnapshot(at, { position: done[1]!.next, state: '{"second":"ü"}' })
      await other.saveSnapshot(at, { position: done[0]!.next, state: '"older"' })
      await other.saveSnapshot(at, { position: done[1]!.next, state: '"as old"' })
      const loaded = await other.loadSnapshot(at)
      expect(loaded).toMatchObject({ position: { offset: 2 }, state: '{"second":"ü"}' })
      expect(await foldOn(other, at, loaded!.position)).toMatchObject([{ baseOffset: 2 }])
      await log.saveSnapshot(at, { position: done[2]!.next, state: '"newest"' })
      const newest = await (await stores.open()).log.loadSnapshot(at)
      expect(newest?.state).toBe('"newest"')
      expect(await accepted(log.append(at, newest!.position, single()))).toMatchObject({ baseOffset: 3 })
    })

    test('of a log that is gone are ignored', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [appended] = await appendAll(log, at, start, [single()])
      await log.saveSnapshot(at, { position: appended!.next, state: '1' })
      await log.remove(at)
      expect(await log.loadSnapshot(at)).toBeNull()
      await log.saveSnapshot(at, { position: appended!.next, state: '1' })
      expect(await log.loadSnapshot(at)).toBeNull()
      expect(await refused(log.bounds(at))).toEqual({ kind: 'partition-gone' })
    })
  })

  describe('remove', () => {
    test('takes a log away from every instance, also from one that had used it, and may be repeated', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [first] = await appendAll(log, at, start, [single()])
      await accepted(log.roll(at, first!.next, 2_000))
      const [second] = await appendAll(other, at, (await foldOn(other, at, start))[0]!.next, [single()])
      await log.remove(at)
      await log.remove(at)
      for (const each of [log, other]) {
        expect(await refused(each.append(at, second!.next, single()))).toEqual({ kind: 'partition-gone' })
        expect(await refused(each.read(at, start.offset, ample))).toEqual({ kind: 'partition-gone' })
        expect(await refused(each.facts(at, start, 10))).toEqual({ kind: 'partition-gone' })
        expect(await refused(each.segments(at))).toEqual({ kind: 'partition-gone' })
      }
    })

    test('a log made afterwards under another topic id shows nothing of it', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const old = await emptyLog(log)
      await appendAll(other, old.at, old.start, [single({ payload: 'old' }), single({ payload: 'old' })])
      await log.remove(old.at)
      const fresh = await emptyLog(log)
      for (const each of [other, log]) {
        expect(await readOn(each, fresh.at, 0)).toEqual([])
        expect(await foldOn(each, fresh.at, fresh.start)).toEqual([])
        expect(await each.loadSnapshot(fresh.at)).toBeNull()
      }
      expect(await appendAll(other, fresh.at, fresh.start, [single()])).toMatchObject([{ baseOffset: 0 }])
    })
  })

  describe('watch', () => {
    test('tells other instances, and the own, of an append', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const heard = [0, 0]
      const count = (who: number) => (told: TopicPartition | null) => {
        if (told === null || partitionKey(told) === partitionKey(at)) heard[who]! += 1
      }
      other.watch(count(0))
      log.watch(count(1))
      await stores.settle()
      const before = [...heard]
      await appendAll(log, at, start, [single()])
      await stores.settle()
      await vi.waitFor(
        () => heard.forEach((times, who) => expect(times).toBeGreaterThan(before[who]!)),
        5_000,
      )
      expect(await readOn(other, at, 0)).toHaveLength(1)
    })

    test('stops when told to', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      let stopped = 0
      let heard = 0
      const stop = log.watch(() => stopped++)
      log.watch(() => heard++)
      stop()
      stop()
      await stores.settle()
      const [before, heardBefore] = [stopped, heard]
      await appendAll(log, at, start, [single()])
      await stores.settle()
      await vi.waitFor(() => expect(heard).toBeGreaterThan(heardBefore), 5_000)
      expect(stopped).toBe(before)
    })
  })
}
