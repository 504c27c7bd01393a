import { beforeEach, describe, expect, test } from 'vitest'
import type { Environment } from '#adapters/embedded/environment'
import type { Change } from '#adapters/embedded/tables'
import { type Behind, writeBehind } from '#adapters/embedded/write-behind'
import { OutcomeUnknown, StoreFull, StoreUnavailable } from '#ports/store-errors'
import { manualTime, settled } from '#test/support/manual-time'

type Held = Readonly<{ changes: readonly Change[]; succeed: () => void; fail: (cause: Error) => void }>

const put = (number: number, bytes = 1): Change => ({
  table: 'meta',
  key: Buffer.of(number),
  value: Buffer.alloc(bytes, number),
})
const numbered = (number: number): Change => {
  const key = Buffer.alloc(4)
  key.writeUInt32BE(number)
  return { table: 'meta', key, value: Buffer.of(1) }
}
const mark = (sequence: number): Change => ({
  table: 'meta',
  key: Buffer.from('mark'),
  value: Buffer.of(sequence),
})
const unmark: readonly Change[] = [{ table: 'meta', key: Buffer.from('mark'), value: null }]
const keysOf = (changes: readonly Change[]) => changes.map(({ key }) => key.toString('latin1'))
const letter = (number: number) => String.fromCharCode(number)

describe('a commit that is flushed behind', () => {
  let held: Held[]
  let log: string[]
  let sequence: number
  let failure: Error | null
  let room: number
  let time: ReturnType<typeof manualTime>
  let closed: boolean
  let environment: Environment

  const behind = (options: Partial<Behind> = {}) => {
    const below: Environment = {
      get: () => undefined,
      keys: () => [],
      range: () => [],
      commit: (changes) =>
        new Promise((resolve, reject) => held.push({ changes, succeed: resolve, fail: reject })),
      flushed: () => Promise.resolve(),
      behind: () => 0,
      close: async () => {
        closed = true
      },
    }
    return writeBehind(below, {
      timers: time.timers,
      mark,
      unmark,
      takeRoom: (bytes) => {
        room -= bytes
        return room >= 0
      },
      log: {
        append: (changes) => {
          if (failure !== null) throw failure
          sequence++
          log.push(...keysOf(changes))
        },
        last: () => sequence,
        turn: () => log.push('turn'),
        clear: () => log.push('clear'),
        close: () => log.push('close'),
        leave: () => log.push('leave'),
      },
      ...options,
    })
  }

  beforeEach(() => {
    held = []
    log = []
    sequence = 0
    failure = null
    room = Number.POSITIVE_INFINITY
    time = manualTime()
    closed = false
    environment = behind()
  })

  test('is in the log and visible when it is told, and in LMDB a second later, with how far that is', async () => {
    await environment.commit([put(1)])
    await environment.commit([put(2)])
    expect([log, held]).toEqual([['\x01', '\x02'], []])
    expect(environment.get('meta', Buffer.of(2))).toEqual(Buffer.of(2))
    await time.pass(999)
    expect(held).toEqual([])
    await time.pass(1)
    expect(held.map(({ changes }) => changes)).toEqual([[put(1), put(2), mark(2)]])
  })

  test('goes to LMDB at once where there is much, and nobody waits for it', async () => {
    environment = behind({ flushAt: { bytes: 100, keys: 512 } })
    await environment.commit([put(1, 60)])
    expect(held).toHaveLength(0)
    await environment.commit([put(2, 60)])
    expect(held).toHaveLength(1)
    await environment.commit([put(3, 200)])
    expect(held).toHaveLength(1)
    held[0]?.succeed()
    await settled()
    expect(held.map(({ changes }) => keysOf(changes))).toEqual([
      ['\x01', '\x02', 'mark'],
      ['\x03', 'mark'],
    ])
    expect(log).toEqual(['\x01', '\x02', 'turn', '\x03', 'turn'])
  })

  test('goes to LMDB at once where there are many keys', async () => {
    environment = behind({ flushAt: { bytes: 100, keys: 2 } })
    for (const key of [1, 1, 2]) await environment.commit([put(key)])
    expect(held.map(({ changes }) => keysOf(changes))).toEqual([['\x01', '\x02', 'mark']])
  })

  test('is visible while LMDB takes it over, and what replaces it is', async () => {
    await environment.commit([put(1), put(2)])
    await time.pass(1_000)
    await environment.commit([{ table: 'meta', key: Buffer.of(1), value: null }])
    expect([1, 2].map((key) => environment.get('meta', Buffer.of(key)))).toEqual([undefined, Buffer.of(2)])
    held[0]?.succeed()
    await settled()
    expect(environment.get('meta', Buffer.of(2))).toBeUndefined() // this LMDB has a bad memory
    await time.pass(1_000)
    expect(held[1]?.changes).toContainEqual({ table: 'meta', key: Buffer.of(1), value: null })
  })

  test('waits where LMDB is 64 MiB behind', async () => {
    environment = behind({ flushAt: { bytes: 1, keys: 512 } })
    await environment.commit([put(1)])
    await environment.commit([put(2, 2 ** 26)])
    let told = false
    const third = environment.commit([put(3)]).then(() => {
      told = true
    })
    await settled()
    expect(told).toBe(false)
    held[0]?.succeed()
    await settled()
    expect(told).toBe(false)
    held[1]?.succeed()
    await third
    expect(log).toContain(letter(3))
  })

  test('goes the way of a strict one where the disk is nearly full, after all that was before', async () => {
    await environment.commit([put(1)])
    room = 0
    let told = false
    const second = environment.commit([put(2)]).then(() => {
      told = true
    })
    await settled()
    expect(held.map(({ changes }) => keysOf(changes))).toEqual([['\x01', 'mark']])
    held[0]?.succeed()
    await settled()
    expect([held[1]?.changes, told, log.at(-1)]).toEqual([[put(2)], false, 'clear'])
    held[1]?.succeed()
    await second
  })

  test('goes that way, too, when the log finds no room', async () => {
    failure = Object.assign(new Error('full'), { code: 'ENOSPC' })
    const first = environment.commit([put(1)])
    await settled()
    held[0]?.succeed()
    await first
    expect(held[0]?.changes).toEqual([put(1)])
  })

  test('is tried again a second after LMDB could not take it over, and what came meanwhile follows', async () => {
    await environment.commit([put(1)])
    await time.pass(1_000)
    await environment.commit([put(2)])
    held[0]?.fail(new StoreFull('no room'))
    await settled()
    await time.pass(1_000)
    expect(keysOf(held[1]?.changes ?? [])).toEqual(['\x01', 'mark'])
    held[1]?.succeed()
    await settled()
    await time.pass(1_000)
    expect(keysOf(held[2]?.changes ?? [])).toEqual(['\x02', 'mark'])
    held[2]?.succeed()
    await settled()
    expect(time.pending()).toBe(0)
  })

  test('that LMDB cannot take over is told once, with how much there is, and once it could', async () => {
    const told: unknown[] = []
    environment = behind({
      logger: {
        warn: ({ bytes }) => told.push(bytes),
        info: (_, message) => told.push(message),
      },
    })
    await environment.commit([put(1, 999)])
    expect(environment.behind()).toBe(1_000)
    for (const fail of [true, true, false]) {
      await time.pass(1_000)
      if (fail) held.at(-1)?.fail(new StoreFull('no room'))
      else held.at(-1)?.succeed()
      await settled()
    }
    // With the mark.
    expect(told).toEqual([1_005, 'what was answered is on disk'])
    expect(environment.behind()).toBe(0)
  })

  test('is refused until LMDB has what it could not take over', async () => {
    await environment.commit([put(1)])
    await time.pass(1_000)
    held[0]?.fail(new StoreFull('no room'))
    await settled()
    expect(environment.get('meta', Buffer.of(1))).toEqual(Buffer.of(1))
    const refused = environment.commit([put(2)])
    held[1]?.fail(new StoreFull('no room'))
    await expect(refused).rejects.toThrow(StoreFull)
    expect(log).toEqual(['\x01', 'turn'])
    const taken = environment.commit([put(3)])
    expect(keysOf(held[2]?.changes ?? [])).toEqual(['\x01', 'mark'])
    held[2]?.succeed()
    await taken
    expect(log.at(-1)).toBe(letter(3))
  })

  test('is refused after a write to the log has failed', async () => {
    failure = Object.assign(new Error('broken'), { code: 'EIO' })
    await expect(environment.commit([put(1)])).rejects.toThrow(OutcomeUnknown)
    failure = null
    await expect(environment.commit([put(2)])).rejects.toThrow(StoreUnavailable)
    expect(environment.get('meta', Buffer.of(1))).toBeUndefined()
  })

  test('is on disk when that is asked for, with what LMDB was taking over', async () => {
    await environment.commit([put(1)])
    await time.pass(1_000)
    await environment.commit([put(2)])
    let told = false
    const flushed = environment.flushed().then(() => {
      told = true
    })
    held[0]?.succeed()
    await settled()
    expect([keysOf(held[1]?.changes ?? []), told]).toEqual([['\x02', 'mark'], false])
    held[1]?.succeed()
    await flushed
  })

  test('is in LMDB before the log is closed', async () => {
    await environment.commit([put(1)])
    const closing = environment.close()
    await settled()
    expect([log.at(-1), closed]).toEqual(['turn', false])
    held[0]?.succeed()
    await settled()
    expect([held[1]?.changes, log.at(-1)]).toEqual([unmark, 'turn'])
    held[1]?.succeed()
    await closing
    expect([log.at(-1), closed, time.pending()]).toEqual(['close', true, 0])
  })

  test('that LMDB cannot take over at the end stays in the log', async () => {
    await environment.commit([put(1)])
    const closing = environment.close()
    held[0]?.fail(new StoreFull('no room'))
    await expect(closing).rejects.toThrow(StoreFull)
    expect([log.at(-1), closed, time.pending()]).toEqual(['leave', true, 0])
    expect(log).not.toContain('close')
  })

  test('is refused from the moment that the store is being closed', async () => {
    await environment.commit([put(1)])
    const closing = environment.close()
    await expect(environment.commit([put(2)])).rejects.toThrow(StoreUnavailable)
    held[0]?.succeed()
    await settled()
    held[1]?.succeed()
    await closing
    expect(log).toEqual(['\x01', 'turn', 'close'])
  })

  test.each([
    ['behind what LMDB could not take over', () => undefined],
    [
      'for want of room',
      () => {
        room = 0
      },
    ],
  ])('that waits, %s, while the store is being closed, is refused', async (_, act) => {
    await environment.commit([put(1)])
    await time.pass(1_000)
    held[0]?.fail(new StoreFull('no room'))
    await settled()
    act()
    const waiting = environment.commit([put(2)])
    const closing = environment.close()
    held[1]?.succeed()
    await expect(waiting).rejects.toThrow(StoreUnavailable)
    await settled()
    held[2]?.succeed()
    await closing
    expect([log, held.length]).toEqual([['\x01', 'turn', 'close'], 3])
  })

  test('is refused after one that went the strict way may have failed, and one without room changes nothing', async () => {
    room = 0
    const full = environment.commit([put(1)])
    await settled()
    held[0]?.fail(new StoreFull('no room'))
    await expect(full).rejects.toThrow(StoreFull)
    const unknown = environment.commit([put(2)])
    await settled()
    held[1]?.fail(new OutcomeUnknown('no idea'))
    await expect(unknown).rejects.toThrow(OutcomeUnknown)
    room = Number.POSITIVE_INFINITY
    await expect(environment.commit([put(3)])).rejects.toThrow(StoreUnavailable)
    expect(log).toEqual(['clear', 'clear'])
  })

  test('waits, too, where it is what is taken over and what came since that are 64 MiB together, or many keys', async () => {
    for (const parts of [[put(1, 2 ** 25)], Array.from({ length: 2 ** 13 }, (_, i) => numbered(i))]) {
      held = []
      environment = behind()
      await environment.commit(parts)
      await environment.commit(parts)
      let told = false
      const third = environment.commit([put(3)]).then(() => {
        told = true
      })
      await settled()
      expect([held.length, told]).toEqual([1, false])
      held[0]?.succeed()
      await third
    }
  })

  test('leaves others a turn, however many there are one after the other', async () => {
    let turns = 0
    let counting = true
    const count = () => {
      turns++
      if (counting) setImmediate(count)
    }
    setImmediate(count)
    environment = behind({ flushAt: { bytes: Infinity, keys: Infinity } })
    for (let i = 0; i < 5_000; i++) await environment.commit([put(1)])
    expect(turns).toBeGreaterThanOrEqual(5)
    counting = false
  })
})
