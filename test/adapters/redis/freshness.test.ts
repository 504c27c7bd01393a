import { describe, expect, test } from 'vitest'
import type { Connection } from '#adapters/redis/connection'
import { keysOf } from '#adapters/redis/keys'
import type { Link } from '#adapters/redis/link'
import { wakeUps } from '#adapters/redis/wake-ups'
import { historyId } from '#ports/store-history'
import { manualTime } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'

// Connections whose answers take their time, on a clock that is told to move.

const server = (runId: string): Connection['server'] => ({
  version: '7.0.15',
  runId,
  replId: 'r',
  promoted: false,
  fsync: 'always',
  memory: { used: 0, max: 0 },
  history: historyId('h'),
})

const arranged = (takes: Readonly<{ told: number; appends: number }>, runIds = ['one', 'one']) => {
  const time = manualTime()
  const opened: string[] = []
  const linkTo = (role: keyof typeof takes, runId = ''): Link => {
    const connection: Connection = {
      server: server(runId),
      introduce: () => Promise.resolve(server(runId)),
      isOpen: () => true,
      run: () => new Promise((resolve) => time.timers.after(takes[role], () => resolve([]))),
      track: () => Promise.resolve('1'),
      trackOthers: () => Promise.resolve(),
      close: () => {},
    }
    return {
      get: () => {
        opened.push(role)
        return Promise.resolve(connection)
      },
      ask: connection.run,
      drop: () => {},
      close: () => {},
    }
  }
  const news = wakeUps({
    link: linkTo('told', runIds[0]),
    appends: linkTo('appends', runIds[1]),
    keys: keysOf('kedge'),
    ...time,
    logger: silentLogger,
    uncertain: () => {},
  })
  return { news, time, opened }
}

/** How often, looked at every 50 ms for 20 s, what is remembered may be told. */
const freshness = async ({ news, time }: ReturnType<typeof arranged>): Promise<number> => {
  news.start()
  await time.pass(2_000)
  let fresh = 0
  for (let i = 0; i < 400; i++) {
    await time.pass(50)
    if (news.fresh()) fresh++
  }
  news.stop()
  return fresh / 400
}

describe('what is remembered may be told', () => {
  test('as long as appends are answered within a second and a half, however many wait', async () => {
    for (const appends of [1, 400, 1_500]) {
      const setup = arranged({ told: 1, appends })
      expect(await freshness(setup)).toBe(1)
      expect(setup.opened).toEqual(['told', 'appends'])
    }
  })

  test('not while the one that is told does not answer', async () => {
    expect(await freshness(arranged({ told: 60_000, appends: 1 }))).toBe(0)
  })

  test('not where appends go to another server', async () => {
    expect(await freshness(arranged({ told: 1, appends: 1 }, ['one', 'two']))).toBe(0)
  })
})
