import { describe, expect, test } from 'vitest'
import { encodeEntry, entryId, SEAL_ID } from '#adapters/redis/entry'
import { text } from '#adapters/redis/resp'
import { advanceStart } from '#adapters/redis/scripts/advance-start'
import { claimHistory } from '#adapters/redis/scripts/claim-history'
import { createPartition } from '#adapters/redis/scripts/create-partition'
import { dropPartition } from '#adapters/redis/scripts/drop-partition'
import { lastEntry } from '#adapters/redis/scripts/last-entry'
import { probeEntry } from '#adapters/redis/scripts/probe-entry'
import { readFacts } from '#adapters/redis/scripts/read-facts'
import { rollSegment } from '#adapters/redis/scripts/roll-segment'
import { tokenAt } from '#adapters/redis/scripts/token-at'
import { tryAppend } from '#adapters/redis/xadd'
import { offset } from '#domain/log/types'
import type { HistoryId } from '#ports/store-history'
import { single } from '#test/support/batches'
import { connected } from './connected.ts'

const { on, call, key } = connected()

const partitionOf = (name: string) => ({
  partition: key(`${name}:part`),
  segment: key(`${name}:log:0`),
  next: key(`${name}:log:1`),
})

const make = ({ partition, segment }: { partition: string; segment: string }) =>
  createPartition.run(on(), {
    partition,
    segment,
    field: 'segment:0.0',
    record: '{}',
    genesis: '0-1',
    token: 'genesis',
    history: 'h1',
    createdAt: 7,
  })

const put = (stream: string, base: number, token: string, count = 1) =>
  tryAppend(
    on(),
    stream,
    entryId(offset(base)),
    encodeEntry(single({ count }), { token, running: -1, bytesBefore: 0, ordinal: 0 }),
  )

const rolling = (at: ReturnType<typeof partitionOf>, lastId: string, lastToken: string, nextSegment = 1) =>
  rollSegment.run(on(), {
    partition: at.partition,
    live: at.segment,
    opened: at.next,
    lastId,
    lastToken,
    nextSegment,
    sealedField: 'segment:0.0',
    sealedRecord: 'sealed',
    openedField: 'segment:1.1',
    openedRecord: 'opened',
    genesis: '1-1',
    token: 'next',
    seal: ['v', '1', 'w', 'next', 'end', 1],
  })

describe('create-partition', () => {
  test('makes the hash and the first segment once', async () => {
    const at = partitionOf('create')
    expect(await make(at)).toBe('created')
    expect(await make(at)).toBe('exists')
    expect(await call('XLEN', at.segment)).toBe(1)
    expect(String(await call('HGET', at.partition, 'created'))).toBe('7')
  })

  test('leaves a stream without a hash alone', async () => {
    const at = partitionOf('orphan')
    await call('XADD', at.segment, '5-0', 'a', 'b')
    expect(await make(at)).toBe('orphan')
    expect(await call('EXISTS', at.partition)).toBe(0)
  })
})

describe('roll-segment', () => {
  test('seals where the caller stands, and opens the next', async () => {
    const at = partitionOf('roll')
    await make(at)
    await put(at.segment, 0, 'one')
    expect(await rolling(at, '1-0', 'one')).toBe('rolled')
    expect(await put(at.segment, 1, 'late')).toEqual({ kind: 'sealed' })
    expect(await put(at.next, 1, 'two')).toMatchObject({ kind: 'appended', length: 2 })
    expect(String(await call('HGET', at.partition, 'next-segment'))).toBe('2')
    expect(await rolling(at, '1-0', 'one')).toBe('moved')
    expect(await rolling(at, '1-0', 'one', 2)).toBe('taken')
  })

  test('rolls nothing at a stale position, under another token, or where the list or the stream is another', async () => {
    const at = partitionOf('stale')
    await make(at)
    await put(at.segment, 0, 'one')
    await put(at.segment, 1, 'two')
    for (const [id, token] of [
      ['1-0', 'one'],
      ['2-0', 'other'],
      ['3-0', 'two'],
      ['0-1', 'genesis'],
    ] as const) {
      expect(await rolling(at, id, token)).toBe('taken')
    }
    expect(await rolling(at, '2-0', 'two', 9)).toBe('moved')
    expect(await call('EXISTS', at.next)).toBe(0)
    await call('DEL', at.segment)
    expect(await rolling(at, '2-0', 'two')).toBe('absent')
    await call('DEL', at.partition)
    expect(await rolling(at, '2-0', 'two')).toBe('gone')
    expect(await call('EXISTS', at.partition, at.segment, at.next)).toBe(0)
  })

  test('works while memory is full, as appending does not', async () => {
    const at = partitionOf('full')
    await make(at)
    await put(at.segment, 0, 'one')
    await call('CONFIG', 'SET', 'maxmemory', 1)
    try {
      expect(await put(at.segment, 1, 'two')).toMatchObject({ kind: 'failed', error: { name: 'StoreFull' } })
      expect(await rolling(at, '1-0', 'one')).toBe('rolled')
      const segments = [at.segment, at.next]
      const snapshot = key('snapshot')
      expect(
        await dropPartition.run(on(), { partition: at.partition, snapshot, segments, nextSegment: 2 }),
      ).toBe('dropped')
    } finally {
      await call('CONFIG', 'SET', 'maxmemory', 0)
    }
  })
})

describe('advance-start', () => {
  const advancing = (
    at: ReturnType<typeof partitionOf>,
    to: number,
    { nextSegment = 2, end = 1, snapshot = key('snapshot') } = {},
  ) =>
    advanceStart.run(on(), {
      partition: at.partition,
      snapshot,
      nextSegment,
      to: offset(to),
      segments: [{ stream: at.segment, field: 'segment:0.0', end: offset(end) }],
    })

  const rolled = async (name: string) => {
    const at = partitionOf(name)
    await make(at)
    await put(at.segment, 0, 'one')
    expect(await rolling(at, '1-0', 'one')).toBe('rolled')
    const snapshot = key(`${name}:snapshot`)
    await call('HSET', snapshot, 'order', '1')
    return { at, snapshot }
  }

  test('raises the start, and drops what lies below it and below the snapshot', async () => {
    const { at, snapshot } = await rolled('advance')
    expect(await advancing(at, 0, { snapshot })).toEqual({ kind: 'advanced', logStart: 0, dropped: 0 })
    expect(await advancing(at, 5)).toEqual({ kind: 'advanced', logStart: 5, dropped: 0 })
    expect(await advancing(at, 3)).toEqual({ kind: 'advanced', logStart: 5, dropped: 0 })
    expect(await advancing(at, 3, { snapshot, end: 2 })).toMatchObject({ dropped: 0 })
    expect(await call('EXISTS', at.segment)).toBe(1)
    expect(await advancing(at, 0, { snapshot })).toEqual({ kind: 'advanced', logStart: 5, dropped: 1 })
    expect(await call('EXISTS', at.segment, at.next)).toBe(1)
    expect(await call('HEXISTS', at.partition, 'segment:0.0')).toBe(0)
    expect(String(await call('HGET', at.partition, 'next-segment'))).toBe('3')
  })

  test('keeps the digits of offsets', async () => {
    const { at } = await rolled('digits')
    const far = 2 ** 53 - 2 ** 37
    expect(await advancing(at, far)).toMatchObject({ logStart: far })
    expect(await advancing(at, far - 1)).toMatchObject({ logStart: far })
    expect(String(await call('HGET', at.partition, 'log-start'))).toBe(String(far))
  })

  test('changes nothing where the list is another or the partition is gone', async () => {
    const { at, snapshot } = await rolled('other')
    expect(await advancing(at, 1, { snapshot, nextSegment: 1 })).toEqual({ kind: 'moved' })
    expect(String(await call('HGET', at.partition, 'log-start'))).toBe('0')
    await call('DEL', at.partition)
    expect(await advancing(at, 1, { snapshot })).toEqual({ kind: 'gone' })
    expect(await call('EXISTS', at.partition)).toBe(0)
    expect(await call('EXISTS', at.segment)).toBe(1)
  })

  test('works while memory is full', async () => {
    const { at, snapshot } = await rolled('memory')
    await call('CONFIG', 'SET', 'maxmemory', 1)
    try {
      expect(await advancing(at, 1, { snapshot })).toEqual({ kind: 'advanced', logStart: 1, dropped: 1 })
    } finally {
      await call('CONFIG', 'SET', 'maxmemory', 0)
    }
  })
})

describe('drop-partition', () => {
  test('removes all of it, if the list is still that one', async () => {
    const at = partitionOf('drop')
    const drop = (nextSegment: number) =>
      dropPartition.run(on(), {
        partition: at.partition,
        snapshot: key('snapshot'),
        segments: [at.segment],
        nextSegment,
      })
    expect(await drop(1)).toBe('gone')
    await make(at)
    expect(await drop(3)).toBe('moved')
    expect(await call('EXISTS', at.partition, at.segment)).toBe(2)
    expect(await drop(1)).toBe('dropped')
    expect(await call('EXISTS', at.partition, at.segment)).toBe(0)
  })
})

describe('read-facts', () => {
  test('gives entries after a known one without their records, to the end, the seal or a limit', async () => {
    const at = partitionOf('facts')
    await make(at)
    for (let i = 0; i < 40; i++) await put(at.segment, i, `t${i}`)
    const read = (limit: number, byteBudget = 1e9) =>
      readFacts.run(on(), { segment: at.segment, lastId: '1-0', token: 't0', limit, byteBudget })
    const all = await read(100)
    expect(all).toMatchObject({ kind: 'page', follows: 'end' })
    expect(all.kind === 'page' && all.entries.map(({ token }) => token)).toEqual(
      Array.from({ length: 39 }, (_, i) => `t${i + 1}`),
    )
    expect(await read(7)).toMatchObject({ follows: 'more', entries: { length: 7 } })
    expect(await read(39)).toMatchObject({ follows: 'end', entries: { length: 39 } })
    expect(await read(100, 1)).toMatchObject({ follows: 'more', entries: { length: 1 } })
    await call('XADD', at.segment, SEAL_ID, 'v', '1')
    expect(await read(100)).toMatchObject({ follows: 'sealed', entries: { length: 39 } })
    expect(await read(39)).toMatchObject({ follows: 'sealed', entries: { length: 39 } })
  })

  test('copies about as many records as it may pass over, whatever their sizes are', async () => {
    const at = partitionOf('bounded')
    await make(at)
    for (let i = 0; i < 20; i++) {
      const large = encodeEntry(single({ payload: i % 10 === 0 ? 10 : 300_000 }), {
        token: `t${i}`,
        running: -1,
        bytesBefore: 0,
        ordinal: i,
      })
      await tryAppend(on(), at.segment, entryId(offset(i)), large)
    }
    await call('CONFIG', 'RESETSTAT')
    const page = await readFacts.run(on(), {
      segment: at.segment,
      lastId: '1-0',
      token: 't0',
      limit: 1_000,
      byteBudget: 1_000_000,
    })
    expect(page).toMatchObject({ follows: 'more', entries: { length: 4 } })
    const ranges = /cmdstat_xrange:calls=(\d+)/.exec(text(await call('INFO', 'commandstats')))
    expect(Number(ranges?.[1])).toBe(4)
  })

  test('tells a known entry that is not there from a segment that is not', async () => {
    const at = partitionOf('lost')
    await make(at)
    const read = (lastId: string, token: string) =>
      readFacts.run(on(), { segment: at.segment, lastId, token, limit: 1, byteBudget: 1 })
    expect(await read('0-1', 'genesis')).toMatchObject({ kind: 'page', entries: [] })
    expect(await read('0-1', 'other')).toEqual({ kind: 'lost' })
    expect(await read('1-0', 'x')).toEqual({ kind: 'lost' })
    await call('DEL', at.segment)
    expect(await read('0-1', 'genesis')).toEqual({ kind: 'absent' })
  })
})

describe('last-entry, probe-entry, token-at', () => {
  test('look at one entry', async () => {
    const at = partitionOf('look')
    const last = () => lastEntry.run(on(), { segment: at.segment })
    const probe = (id: string) => probeEntry.run(on(), { segment: at.segment, id })
    const token = (id: string) => tokenAt.run(on(), { stream: at.segment, id })
    expect([await last(), await probe('1-0'), await token('1-0')]).toEqual(
      Array.from({ length: 3 }, () => ({ kind: 'absent' })),
    )
    await make(at)
    expect(await last()).toEqual({ kind: 'empty' })
    await put(at.segment, 10 ** 15, 'far', 3)
    expect(await last()).toMatchObject({ kind: 'entry', entry: { base: 10 ** 15, end: 10 ** 15 + 3 } })
    expect(await probe('5-0')).toMatchObject({ kind: 'entry', entry: { base: 10 ** 15, token: 'far' } })
    expect(await probe(`${10 ** 15 + 2}-0`)).toEqual({ kind: 'none' })
    expect(await token(`${10 ** 15 + 1}-0`)).toEqual({ kind: 'written', token: 'far', length: 2 })
    expect(await token('5-0')).toEqual({ kind: 'none' })
    await call('XADD', at.segment, SEAL_ID, 'v', '1')
    expect(await last()).toEqual({ kind: 'sealed' })
    expect(await probe(`${10 ** 15 + 2}-0`)).toEqual({ kind: 'none' })
  })
})

describe('claim-history', () => {
  test('is a compare-and-set, and makes nothing', async () => {
    const at = partitionOf('claim')
    const claim = (from: string, to: string) =>
      claimHistory.run(on(), { partition: at.partition, from: from as HistoryId, to: to as HistoryId })
    expect(await claim('h1', 'h2')).toBe('gone')
    expect(await call('EXISTS', at.partition)).toBe(0)
    await make(at)
    expect(await claim('h0', 'h2')).toBe('other')
    expect(await claim('h1', 'h2')).toBe('claimed')
    expect(await claim('h1', 'h3')).toBe('other')
    expect(String(await call('HGET', at.partition, 'history'))).toBe('h2')
  })
})
