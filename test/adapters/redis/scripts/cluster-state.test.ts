import { describe, expect, test } from 'vitest'
import { appendJournal } from '#adapters/redis/scripts/append-journal'
import { beatBroker } from '#adapters/redis/scripts/beat-broker'
import { joinBroker } from '#adapters/redis/scripts/join-broker'
import { leaveBroker } from '#adapters/redis/scripts/leave-broker'
import { saveSnapshot } from '#adapters/redis/scripts/save-snapshot'
import { swapValue } from '#adapters/redis/scripts/swap-value'
import { connected } from './connected.ts'

const { on, call, key } = connected()

describe('append-journal', () => {
  test('demands the last entry and its token, and knows its own append again', async () => {
    const journal = key('journal')
    const append = (expected: readonly [string, string] | null, id: string, token: string) =>
      appendJournal.run(on(), {
        journal,
        expected: expected === null ? null : { id: expected[0], token: expected[1] },
        id,
        token,
        events: '[]',
      })
    expect(await append(['1-0', 'a'], '2-0', 'b')).toBe('absent')
    expect(await append(null, '1-0', 'a')).toBe('appended')
    expect(await append(null, '1-0', 'a')).toBe('appended')
    expect(await append(null, '1-0', 'other')).toBe('taken')
    expect(await append(['1-0', 'a'], '2-0', 'b')).toBe('appended')
    expect(await append(['1-0', 'a'], '2-0', 'c')).toBe('taken')
    expect(await append(['2-0', 'x'], '3-0', 'c')).toBe('taken')
    expect(await append(['2-0', 'b'], '3-0', 'c')).toBe('appended')
    expect(await append(['1-0', 'a'], '2-0', 'b')).toBe('appended')
    expect(await call('XLEN', journal)).toBe(3)
  })

  test('cannot tell whose an entry was that has given way to a snapshot', async () => {
    const journal = key('journal')
    for (const [id, w] of ['a', 'b', 'c'].entries())
      await call('XADD', journal, `${id + 9}-0`, 'w', w, 'e', '[]')
    await call('XTRIM', journal, 'MINID', '11-0')
    const append = (expected: readonly [string, string], id: string, token: string) =>
      appendJournal.run(on(), {
        journal,
        expected: { id: expected[0], token: expected[1] },
        id,
        token,
        events: '[]',
      })
    expect(await append(['9-0', 'a'], '10-0', 'b')).toBe('passed')
    expect(await append(['10-0', 'b'], '11-0', 'x')).toBe('taken')
    expect(await append(['10-0', 'b'], '11-0', 'c')).toBe('appended')
  })
})

describe('save-snapshot', () => {
  test('keeps the newest of a log that exists', async () => {
    const [of, snapshot] = [key('part'), key('snapshot')]
    const save = (order: number, state: string) =>
      saveSnapshot.run(on(), { of, snapshot, order, position: '{}', state })
    expect(await save(1, 'a')).toBe('gone')
    expect(await call('EXISTS', snapshot)).toBe(0)
    await call('HSET', of, 'history', 'h')
    expect(await save(9, 'a')).toBe('saved')
    expect(await save(9, 'b')).toBe('older')
    expect(await save(10 ** 15, 'c')).toBe('saved')
    expect(await save(10 ** 15 - 1, 'd')).toBe('older')
    expect(String(await call('HGET', snapshot, 'state'))).toBe('c')
  })

  test('of a journal only where it still is the one it was', async () => {
    const [of, snapshot] = [key('journal'), key('snapshot')]
    await call('XADD', of, '1-0', 'v', '1', 'w', 'a')
    const save = (id: string, token: string) =>
      saveSnapshot.run(on(), { of, snapshot, order: 1, position: '{}', state: 's', entry: { id, token } })
    expect(await save('1-0', 'other')).toBe('gone')
    expect(await save('2-0', 'a')).toBe('gone')
    expect(await save('1-0', 'a')).toBe('saved')
  })
})

describe('join-broker, beat-broker, leave-broker', () => {
  test('an entry belongs to one incarnation', async () => {
    const broker = key('broker')
    const join = (incarnation: string, replacing: { incarnation: string; counter: number } | null) =>
      joinBroker.run(on(), { broker, incarnation, entry: `{"i":"${incarnation}"}`, ttlMs: 30_000, replacing })
    const beat = (incarnation: string) => beatBroker.run(on(), { broker, incarnation, ttlMs: 30_000 })
    const leave = (incarnation: string) => leaveBroker.run(on(), { broker, incarnation })
    expect(await beat('a')).toBe('lost')
    expect(await call('EXISTS', broker)).toBe(0)
    expect(await join('a', null)).toEqual({ kind: 'joined' })
    expect(await join('a', null)).toEqual({ kind: 'joined' })
    expect(await beat('a')).toBe('beaten')
    expect(await join('b', { incarnation: 'a', counter: 0 })).toEqual({
      kind: 'taken',
      entry: '{"i":"a"}',
      counter: 1,
    })
    expect(await join('b', { incarnation: 'a', counter: 1 })).toEqual({ kind: 'joined' })
    expect(await beat('a')).toBe('lost')
    expect(Number(await call('PTTL', broker))).toBeGreaterThan(0)
    expect(await leave('a')).toBe('other')
    expect(await leave('b')).toBe('left')
    expect(await leave('b')).toBe('other')
  })
})

describe('swap-value', () => {
  test('is a compare-and-set', async () => {
    const value = key('value')
    const swap = (from: string, to: string) => swapValue.run(on(), { key: value, from, to })
    expect(await swap('x', 'a')).toBe('changed')
    expect(await swap('', 'a')).toBe('swapped')
    expect(await swap('', 'b')).toBe('changed')
    expect(await swap('a', 'b')).toBe('swapped')
    expect(String(await call('GET', value))).toBe('b')
  })
})
