import { describe, expect, test } from 'vitest'
import { memoryStore } from '#adapters/memory/store'
import { openCatalog } from '#application/cluster/catalog'
import { writersOf } from '#application/cluster/writers'
import { StoreUnavailable } from '#ports/store-errors'
import { type HistoryId, type StoreHistory } from '#ports/store-history'
import { brand } from '#shared/brand'
import { settled } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'

const historyId = brand<string, 'HistoryId'>()
const [H1, H2, H3] = [historyId('h1'), historyId('h2'), historyId('h3')]

/** A store that forgets when told to. */
const forgetfulStore = () => {
  let current: HistoryId = H1
  let remembers: boolean | Error = true
  const listeners = new Set<(change: Readonly<{ from: HistoryId; to: HistoryId }>) => void>()
  const history: StoreHistory = {
    current: async () => current,
    allRemembered: async () => {
      if (remembers instanceof Error) throw remembers
      return remembers
    },
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return {
    history,
    becomes: (to: HistoryId) => {
      current = to
    },
    remembering: (all: boolean | Error) => {
      remembers = all
    },
    tells: async (from: HistoryId, to: HistoryId) => {
      for (const listener of listeners) listener({ from, to })
      await settled()
    },
  }
}

const given = async () => {
  const { journal } = memoryStore(stampingCodec)
  const catalog = await openCatalog(
    { journal, logger: silentLogger, onOtherCluster: () => {} },
    { clusterId: 'c', at: 0 },
  )
  const broker = (incarnation: string) => {
    const store = forgetfulStore()
    const writers = writersOf({ catalog, history: store.history, incarnation, logger: silentLogger })
    return { ...store, writers }
  }
  const unaccounted = () =>
    Object.fromEntries(
      [...catalog.state().unaccounted].map(([history, who]) => [history, [...who].toSorted()]),
    )
  const eventsWritten = async () => {
    const page = await journal.read({ kind: 'cluster' }, null)()
    return page._tag === 'Right' ? page.right.events.length : 0
  }
  return { broker, unaccounted, eventsWritten }
}

describe('a history', () => {
  test('under which nobody wrote has lost nothing', async () => {
    const { broker } = await given()
    expect(await broker('a').writers.provenHarmless(H1, H2)).toBe(true)
  })

  test('is proven harmless when every writer remembers nothing that is missing', async () => {
    const { broker, unaccounted } = await given()
    const [a, b] = [broker('a'), broker('b')]
    await a.writers.enlist()
    await b.writers.enlist()
    expect(unaccounted()).toEqual({ h1: ['a', 'b'] })
    expect(await a.writers.provenHarmless(H1, H2)).toBe(false)
    expect(unaccounted()).toEqual({ h1: ['b'], h2: ['a'] })
    expect(await b.writers.provenHarmless(H1, H2)).toBe(true)
    expect(await a.writers.provenHarmless(H1, H2)).toBe(true)
    expect(unaccounted()).toEqual({ h2: ['a', 'b'] })
  })

  test('is not when a writer misses something, is gone without a word, or cannot ask', async () => {
    const { broker } = await given()
    const [a, b] = [broker('a'), broker('b')]
    await a.writers.enlist()
    a.remembering(false)
    expect(await a.writers.provenHarmless(H1, H2)).toBe(false)
    expect(await b.writers.provenHarmless(H1, H2)).toBe(false)
    a.remembering(new StoreUnavailable('away'))
    await expect(a.writers.provenHarmless(H1, H2)).rejects.toThrow(StoreUnavailable)
    expect(await b.writers.provenHarmless(H1, H2)).toBe(false)
  })

  test('that was signed off by its writers has lost nothing', async () => {
    const { broker, unaccounted } = await given()
    const [a, b] = [broker('a'), broker('b')]
    await a.writers.enlist()
    await a.writers.signOff()
    expect(unaccounted()).toEqual({})
    expect(await b.writers.provenHarmless(H1, H2)).toBe(true)
  })
})

describe('a writer', () => {
  test('vouches by itself when it hears of a change', async () => {
    const { broker, unaccounted } = await given()
    const a = broker('a')
    await a.writers.enlist()
    await a.tells(H1, H2)
    expect(unaccounted()).toEqual({ h2: ['a'] })
  })

  test('vouches once, however often it is asked', async () => {
    const { broker, eventsWritten } = await given()
    const a = broker('a')
    await a.writers.enlist()
    await a.tells(H1, H2)
    const before = await eventsWritten()
    await Promise.all([1, 2, 3].map(() => a.writers.provenHarmless(H1, H2)))
    await a.tells(H1, H2)
    expect(await eventsWritten()).toBe(before)
  })

  test('that could not vouch tries again when asked', async () => {
    const { broker, unaccounted } = await given()
    const a = broker('a')
    await a.writers.enlist()
    a.remembering(new StoreUnavailable('away'))
    await a.tells(H1, H2)
    expect(unaccounted()).toEqual({ h1: ['a'] })
    a.remembering(true)
    expect(await a.writers.provenHarmless(H1, H2)).toBe(true)
  })

  test('is enlisted under the history it goes on under, also when it could not vouch', async () => {
    const { broker, unaccounted } = await given()
    const [a, b] = [broker('a'), broker('b')]
    await a.writers.enlist()
    a.remembering(false)
    await a.writers.provenHarmless(H1, H2)
    expect(unaccounted()).toEqual({ h1: ['a'], h2: ['a'] })
    expect(await b.writers.provenHarmless(H2, H3)).toBe(false)
  })

  test('that knows of something missing does not sign off', async () => {
    const { broker, unaccounted } = await given()
    const [a, b] = [broker('a'), broker('b')]
    await a.writers.enlist()
    a.remembering(false)
    await a.writers.signOff()
    expect(unaccounted()).toEqual({ h1: ['a'] })
    expect(await b.writers.provenHarmless(H1, H2)).toBe(false)
  })

  test('hears of nothing more once it has signed off', async () => {
    const { broker, unaccounted } = await given()
    const a = broker('a')
    await a.writers.enlist()
    await a.writers.signOff()
    await a.tells(H1, H2)
    expect(unaccounted()).toEqual({})
  })

  test('enlists under the history of now', async () => {
    const { broker, unaccounted } = await given()
    const a = broker('a')
    a.becomes(H2)
    await a.writers.enlist()
    expect(unaccounted()).toEqual({ h2: ['a'] })
  })
})
