import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JournalPosition } from '#ports/journal'
import type { Store } from '#ports/store'
import { E } from '#shared/fp'
import { committed, offsetsOf, setting } from '#test/contract/committed-offsets/offset-cases'
import { group, happened, journalOf } from '#test/contract/journal/journal-cases'
import { accepted, refused } from '#test/contract/outcome'
import { somePartition } from '#test/contract/partition-log/log-cases'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { type TcpProxy, tcpProxy } from '#test/support/tcp-proxy'
import { openStore, someNamespace } from './opening.ts'

let server: RedisServer
let proxy: TcpProxy
let direct: Store
let shaky: Store
let end: JournalPosition

const at = somePartition()
const g = group('g')

beforeAll(async () => {
  server = await redisServer()
})
afterAll(() => server.stop())

beforeEach(async () => {
  const namespace = someNamespace()
  proxy = await tcpProxy({ host: '127.0.0.1', port: server.port })
  direct = await openStore(server.url, namespace)
  shaky = await openStore(`redis://127.0.0.1:${proxy.port}`, namespace)
  end = (await journalOf(shaky.journal, g, ['founded'])).at(-1)!
  await accepted(commit(shaky, 1, 10))
})
afterEach(async () => {
  await Promise.all([direct.close(), shaky.close()])
  await proxy.close()
})

const commit = ({ offsets }: Store, sequence: number, offset: number, journal = end) =>
  offsets.change('g', { journal, sequence }, setting(committed(at, offset)))

const isCommit = (chunk: Buffer) => chunk.includes(':offsets') && chunk.includes('EVALSHA')
const offsetNow = async () => (await offsetsOf(direct, 'g')).map(({ offset }) => offset)

/** The first commit that is seen waits in the proxy; nothing else of the client gets through until `reconnect`. */
const holdingFirst = (isIt: (chunk: Buffer) => boolean) => {
  let isHeld = false
  let isBack = false
  proxy.onRequest((chunk) => {
    if (!isHeld && isIt(chunk)) {
      isHeld = true
      return 'hold'
    }
    return isHeld && !isBack ? 'cut' : 'pass'
  })
  return { reconnect: () => void (isBack = true) }
}

/** Something is executed and its reply is lost; nothing of the client gets through until `reconnect`. */
const losingReply = (word: string) => {
  const state = { isLost: false, isBack: false }
  proxy.onReply((chunk) => {
    if (state.isLost || !chunk.includes(word)) return 'pass'
    state.isLost = true
    return 'cut'
  })
  proxy.onRequest(() => (state.isLost && !state.isBack ? 'cut' : 'pass'))
  return { isLost: () => state.isLost, reconnect: () => void (state.isBack = true) }
}

describe('a commit', () => {
  test('whose reply is lost is not refused, and those after it come in order', async () => {
    let replies = 0
    let requests = 0
    proxy.onReply((chunk) => (chunk.includes('committed') && ++replies % 5 === 0 ? 'cut' : 'pass'))
    proxy.onRequest((chunk) => (isCommit(chunk) && ++requests % 7 === 0 ? 'cut' : 'pass'))
    for (let sequence = 2; sequence <= 60; sequence++) await accepted(commit(shaky, sequence, sequence))
    expect(replies).toBeGreaterThan(59)
    expect(await direct.offsets.read('g', null)).toMatchObject({ offsets: [{ offset: 60 }], sequence: 60 })
  })

  test('that arrives once more, after a newer one, changes nothing', async () => {
    const held = holdingFirst(isCommit)
    held.reconnect()
    await accepted(commit(shaky, 2, 20))
    expect(proxy.held()).toBe(1)
    await accepted(commit(shaky, 3, 30))
    await proxy.release()
    expect(await offsetNow()).toEqual([30])
  })

  test('that arrives for the first time, after somebody else took over, changes nothing and was refused', async () => {
    const held = holdingFirst(isCommit)
    const late = commit(shaky, 2, 20)()
    await expect.poll(() => proxy.held()).toBe(1)
    const next = await accepted(direct.journal.append(g, end, happened('taken over')))
    await accepted(commit(direct, 2, 21, next))
    held.reconnect()
    expect(await late).toEqual(E.left({ kind: 'fenced' }))
    await proxy.release()
    expect(await offsetNow()).toEqual([21])
  })

  test('that was taken is not said to be refused, whatever happened to the journal since', async () => {
    const lost = losingReply('committed')
    const told = commit(shaky, 2, 20)()
    await expect.poll(lost.isLost).toBe(true)
    await accepted(direct.journal.append(g, end, happened('taken over')))
    lost.reconnect()
    expect(await told).toEqual(E.right(undefined))
    expect(await offsetNow()).toEqual([20])
  })

  test('that may lie under a newer one is neither taken nor refused', async () => {
    const lost = losingReply('committed')
    const told = commit(shaky, 2, 20)().catch(({ name }: Error) => name)
    await expect.poll(lost.isLost).toBe(true)
    const next = await accepted(direct.journal.append(g, end, happened('taken over')))
    await accepted(commit(direct, 3, 30, next))
    lost.reconnect()
    expect(await told).toBe('OutcomeUnknown')
    expect(await offsetNow()).toEqual([30])
  })

  test('is refused when its group went away and came back', async () => {
    const held = holdingFirst(isCommit)
    const late = commit(shaky, 2, 20)()
    await expect.poll(() => proxy.held()).toBe(1)
    await accepted(direct.journal.remove(g, end))
    await journalOf(direct.journal, g, ['anew'])
    held.reconnect()
    expect(await late).toEqual(E.left({ kind: 'fenced' }))
    await proxy.release()
    expect(await direct.offsets.read('g', null)).toEqual({ offsets: [], sequence: 0 })
  })

  test('is not waited for when the store is closed', async () => {
    const lost = losingReply('committed')
    const told = commit(shaky, 2, 20)().catch(({ name }: Error) => name)
    await expect.poll(lost.isLost).toBe(true)
    await shaky.close()
    expect(await told).toBe('OutcomeUnknown')
  })
})

describe('a journal', () => {
  test('is removed once: a late removal leaves the one that was founded anew', async () => {
    const held = holdingFirst((chunk) => chunk.includes('EVALSHA') && chunk.includes(end.token))
    held.reconnect()
    await accepted(shaky.journal.remove(g, end))
    const fresh = await journalOf(direct.journal, g, ['anew'])
    await proxy.release()
    expect(await accepted(direct.journal.read(g, null))).toMatchObject({ position: fresh[0] })
    expect(await direct.journal.groups()).toEqual(['g'])
  })

  test('whose removal was not heard of is absent', async () => {
    const lost = losingReply('removed')
    const told = shaky.journal.remove(g, end)()
    await expect.poll(lost.isLost).toBe(true)
    lost.reconnect()
    expect(await told).toEqual(E.left({ kind: 'absent' }))
    expect(await direct.journal.groups()).toEqual([])
  })

  test('is founded once, and found, when replies are lost', async () => {
    for (const word of ['entered', 'appended']) {
      const name = group(word)
      const lost = losingReply(word)
      const told = shaky.journal.append(name, null, happened('x'))()
      await expect.poll(lost.isLost).toBe(true)
      lost.reconnect()
      expect(E.isRight(await told)).toBe(true)
      expect(await direct.journal.groups()).toContain(word)
      expect((await accepted(direct.journal.read(name, null))).events).toEqual(happened('x'))
    }
  })

  test('an append that gave way to a snapshot before it was heard of is neither taken nor refused', async () => {
    const lost = losingReply('appended')
    const told = shaky.journal
      .append(g, end, happened('lost'))()
      .catch(({ name }: Error) => name)
    await expect.poll(lost.isLost).toBe(true)
    const { position } = await accepted(direct.journal.read(g, null))
    const next = await accepted(direct.journal.append(g, position, happened('more')))
    await direct.journal.saveSnapshot(g, { position: next, state: '' })
    lost.reconnect()
    expect(await told).toBe('OutcomeUnknown')
    expect(await refused(shaky.journal.append(g, end, happened('late')))).toEqual({ kind: 'position-taken' })
  })
})
