import { describe, expect, test } from 'vitest'
import { commitOffsets } from '#adapters/redis/scripts/commit-offsets'
import { indexGroup } from '#adapters/redis/scripts/index-group'
import { journalStanding } from '#adapters/redis/scripts/journal-standing'
import { removeJournal } from '#adapters/redis/scripts/remove-journal'
import { saveSnapshot } from '#adapters/redis/scripts/save-snapshot'
import { unindexGroup } from '#adapters/redis/scripts/unindex-group'
import { connected } from './connected.ts'

const { on, call, key } = connected()

/** A journal of two entries: `1-0` by a, `2-0` by b. */
const group = async () => {
  const [journal, snapshot, offsets] = [key('journal'), key('snapshot'), key('offsets')]
  for (const [i, w] of ['a', 'b'].entries())
    await call('XADD', journal, `${i + 1}-0`, 'v', '1', 'w', w, 'e', '[]')
  return { journal, snapshot, offsets }
}
type Group = Awaited<ReturnType<typeof group>>

const commit = (at: Group, change: Partial<Parameters<typeof commitOffsets.run>[1]>) =>
  commitOffsets.run(on(), {
    ...at,
    last: { id: '2-0', token: 'b' },
    sequence: 1,
    token: 't1',
    removed: [],
    set: ['p', 'x'],
    ...change,
  })

const whileFull = async (work: () => Promise<unknown>) => {
  await call('CONFIG', 'SET', 'maxmemory', 1)
  try {
    await work()
  } finally {
    await call('CONFIG', 'SET', 'maxmemory', 0)
  }
}

describe('commit-offsets', () => {
  test('asks for the journal, then for the sequence, and knows its own change again', async () => {
    const at = await group()
    for (const last of [
      { id: '1-0', token: 'a' },
      { id: '2-0', token: 'x' },
      { id: '3-0', token: 'b' },
    ]) {
      expect(await commit(at, { last })).toEqual({ kind: 'fenced', sequence: 0 })
    }
    expect(await call('EXISTS', at.offsets)).toBe(0)
    expect(await commit(at, { sequence: 0 })).toEqual({ kind: 'superseded', sequence: 0 })
    expect(await commit(at, {})).toEqual({ kind: 'committed' })
    expect(await commit(at, { set: ['p', 'again'] })).toEqual({ kind: 'committed' })
    expect(await commit(at, { token: 'other', set: ['p', 'y'] })).toEqual({ kind: 'superseded', sequence: 1 })
    expect(String(await call('HGET', at.offsets, 'p'))).toBe('x')
    await call('XADD', at.journal, '3-0', 'w', 'c')
    expect(await commit(at, { set: ['p', 'again'] })).toEqual({ kind: 'committed' })
    expect(await commit(at, { sequence: 2, token: 't2' })).toEqual({ kind: 'fenced', sequence: 1 })
    const last = { id: '3-0', token: 'c' }
    expect(await commit(at, { last, sequence: 10 ** 15, token: 't2', set: ['p', 'z'] })).toEqual({
      kind: 'committed',
    })
    expect(await commit(at, { last, sequence: 10 ** 15 - 1, token: 't3' })).toEqual({
      kind: 'superseded',
      sequence: 10 ** 15,
    })
    await call('DEL', at.journal)
    expect(await commit(at, { last, sequence: 10 ** 15 + 1, token: 't4' })).toMatchObject({ kind: 'fenced' })
    expect(String(await call('HGET', at.offsets, 'p'))).toBe('z')
  })

  test('sets and removes more than Lua can unpack, in pairs', async () => {
    const at = await group()
    const names = Array.from({ length: 12_501 }, (_, i) => `p${i}`)
    expect(await commit(at, { set: names.flatMap((name) => [name, `of ${name}`]) })).toEqual({
      kind: 'committed',
    })
    const values = (await call('HMGET', at.offsets, ...names)) as readonly Buffer[]
    expect(values.map(String)).toEqual(names.map((name) => `of ${name}`))
    const change = { sequence: 2, token: 't2', removed: names.slice(1), set: [] }
    expect(await commit(at, change)).toEqual({ kind: 'committed' })
    expect(await call('HLEN', at.offsets)).toBe(4)
    expect(String(await call('HGET', at.offsets, 'p0'))).toBe('of p0')
  })
})

describe('remove-journal', () => {
  test('removes all of it, if it ends there', async () => {
    const at = await group()
    const kept = await group()
    await commit(at, {})
    await call('HSET', at.snapshot, 'state', 's')
    const remove = (id: string, token: string) => removeJournal.run(on(), { ...at, id, token })
    for (const [id, token] of [
      ['1-0', 'a'],
      ['2-0', 'x'],
      ['3-0', 'b'],
    ] as const) {
      expect(await remove(id, token)).toBe('taken')
    }
    expect(await call('EXISTS', at.journal, at.snapshot, at.offsets)).toBe(3)
    expect(await remove('2-0', 'b')).toBe('removed')
    expect(await call('EXISTS', at.journal, at.snapshot, at.offsets)).toBe(0)
    expect(await remove('2-0', 'b')).toBe('absent')
    const { journal, snapshot } = kept
    expect(await removeJournal.run(on(), { journal, snapshot, offsets: null, id: '2-0', token: 'b' })).toBe(
      'removed',
    )
  })
})

describe('index-group, unindex-group', () => {
  test('an entry is deleted only by who knows it', async () => {
    const groups = key('groups')
    const enter = (entry: string, mode: 'always' | 'if-absent') =>
      indexGroup.run(on(), { groups, groupId: '{g} é', entry, mode })
    const remove = (...entries: readonly string[]) =>
      unindexGroup.run(on(), { groups, groupId: '{g} é', entries })
    expect(await remove('', 'a')).toBe('kept')
    expect(await enter('a', 'if-absent')).toBe('entered')
    expect(await enter('b', 'if-absent')).toBe('kept')
    expect(await remove('b', '?b')).toBe('kept')
    expect(await enter('?b', 'always')).toBe('entered')
    expect(await remove('a', '?a')).toBe('kept')
    expect(await remove('b', '?b')).toBe('deleted')
    expect(await call('EXISTS', groups)).toBe(0)
  })
})

describe('journal-standing', () => {
  test('tells what there is', async () => {
    const at = await group()
    const look = (id: string, offsets: string | null = at.offsets) =>
      journalStanding.run(on(), { ...at, offsets, id })
    const nothing = { kind: 'there', last: 'b', snapshot: '', sequence: '', changeToken: '' }
    expect(await look('1-0')).toEqual({ ...nothing, token: 'a' })
    expect(await look('3-0', null)).toEqual({ ...nothing, token: '' })
    await commit(at, { sequence: 7 })
    await saveSnapshot.run(on(), {
      of: at.journal,
      snapshot: at.snapshot,
      order: 2,
      position: '{}',
      state: 's',
      entry: { id: '2-0', token: 'b' },
    })
    const all = { ...nothing, token: '', snapshot: '{}', sequence: '7', changeToken: 't1' }
    expect(await look('1-0')).toEqual(all)
    await call('DEL', at.journal)
    expect(await look('1-0')).toEqual({ kind: 'absent' })
  })
})

test('what keeps groups alive and what gives room back works while memory is full', async () => {
  const at = await group()
  const groups = key('groups')
  await whileFull(async () => {
    expect(await indexGroup.run(on(), { groups, groupId: 'g', entry: 'a', mode: 'always' })).toBe('entered')
    expect(await commit(at, {})).toEqual({ kind: 'committed' })
    expect(await removeJournal.run(on(), { ...at, id: '2-0', token: 'b' })).toBe('removed')
    expect(await unindexGroup.run(on(), { groups, groupId: 'g', entries: ['a'] })).toBe('deleted')
  })
})
