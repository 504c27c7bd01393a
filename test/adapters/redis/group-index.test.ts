import { setImmediate } from 'node:timers/promises'
import { fc, test as properties } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { Connection } from '#adapters/redis/connection'
import { redisJournal } from '#adapters/redis/journal'
import { journalMemories } from '#adapters/redis/journal-memories'
import { keysOf } from '#adapters/redis/keys'
import type { Journal } from '#ports/journal'
import { E } from '#shared/fp'
import { foldJournal, group, happened, journalOf } from '#test/contract/journal/journal-cases'
import { accepted } from '#test/contract/outcome'
import { someNamespace, surroundings } from './opening.ts'
import { connected } from './scripts/connected.ts'

const { on, call } = connected()
const g = group('g')

/** A journal that sends its commands over a connection as it is given. */
const journalOver = (namespace: string, connection: Connection): Journal => {
  const { random, timers } = surroundings
  const keys = keysOf(namespace)
  const link = {
    get: () => Promise.resolve(connection),
    ask: connection.run,
    drop: () => {},
    close: () => {},
  }
  const wakeUps = {
    fresh: () => true,
    toldUntil: () => 0,
    watch: () => () => {},
    start: () => {},
    stop: () => {},
  }
  const memories = journalMemories(link, keys)
  return redisJournal({ link, keys, random, timers, memories, wakeUps, isClosed: () => false })
}

const entryOf = async (namespace: string) => {
  const entry = await call('HGET', `${namespace}:groups`, 'g')
  return entry === null ? null : String(entry)
}
const exists = async (namespace: string) => (await call('EXISTS', `${namespace}:group:{Zw}:journal`)) === 1

/** Several who do something at once, one command at a time: each choice is whose turn it is, if he has something to do. */
const interleaved = async (
  namespace: string,
  choices: readonly number[],
  acts: readonly ((journal: Journal) => Promise<unknown>)[],
): Promise<void> => {
  const waiting: { actor: number; send: () => Promise<void> }[] = []
  const runOf =
    (actor: number): Connection['run'] =>
    (commands) =>
      new Promise((resolve, reject) => {
        waiting.push({ actor, send: () => on().run(commands).then(resolve, reject) })
      })
  const failures: unknown[] = []
  let busy = acts.length
  for (const [actor, act] of acts.entries()) {
    act(journalOver(namespace, { ...on(), run: runOf(actor) }))
      .catch((error: unknown) => failures.push(error))
      .finally(() => busy--)
  }
  for (let step = 0; busy > 0; step++) {
    while (busy > waiting.length) await setImmediate()
    const choice = choices[step] ?? 0
    const own = waiting.findIndex(({ actor }) => actor === choice)
    const [next] = waiting.splice(own < 0 ? choice % Math.max(1, waiting.length) : own, 1)
    await next?.send()
    await setImmediate()
  }
  expect(failures).toEqual([])
}

describe('the index of groups', () => {
  const found = (journal: Journal) => journal.append(g, null, happened('x'))()

  /** Founds, and removes what it founded. */
  const comeAndGo = async (journal: Journal) => {
    const outcome = await found(journal)
    if (E.isRight(outcome)) await journal.remove(g, outcome.right)()
  }

  const clean = (journal: Journal) => journal.groups()

  properties.prop(
    [
      fc.array(fc.nat(5), { minLength: 40, maxLength: 40 }),
      fc.shuffledSubarray([found, found, comeAndGo, comeAndGo, clean, clean], { minLength: 2 }),
      fc.boolean(),
    ],
    { numRuns: 500 },
  )(
    'has every journal in it, in whatever order things happen',
    async (choices, acts, isStale) => {
      const namespace = someNamespace()
      if (isStale) await call('HSET', `${namespace}:groups`, 'g', 'long gone')
      await interleaved(namespace, choices, acts)
      if (await exists(namespace)) expect(await entryOf(namespace)).not.toBeNull()
      const groups = await journalOver(namespace, on()).groups()
      expect(groups).toEqual((await exists(namespace)) ? ['g'] : [])
      if (!(await exists(namespace))) expect(await entryOf(namespace)).toBeNull()
    },
    60_000,
  )

  test('a cleaner that looked before a group was founded does not take it out afterwards', async () => {
    const namespace = someNamespace()
    // The server knows the scripts, so that a step is a command.
    await comeAndGo(journalOver(namespace, on()))
    const [founder, cleaner] = [0, 1]
    // Announced, looked at, looked for, founded; then the last step of both.
    for (const last of [
      [founder, cleaner],
      [cleaner, founder],
    ]) {
      const own = `${namespace}${last.join('')}`
      await interleaved(own, [founder, cleaner, cleaner, founder, ...last], [found, clean])
      expect(await exists(own)).toBe(true)
      expect(await entryOf(own)).not.toBeNull()
    }
  })

  test('a group whose founder or remover died half way is there if its journal is', async () => {
    const namespace = someNamespace()
    const journal = journalOver(namespace, on())
    await call('HSET', `${namespace}:groups`, 'never founded', '?a', 'removed', 'b')
    const [end] = await journalOf(journal, g, ['x'])
    await call('HSET', `${namespace}:groups`, 'g', `?${end!.token}`)
    expect(await journal.groups()).toEqual(['g'])
    expect(await call('HLEN', `${namespace}:groups`)).toBe(1)
    await accepted(journal.remove(g, end!))
    expect(await call('HLEN', `${namespace}:groups`)).toBe(0)
  })

  test('whoever opens a group puts back what is missing, and leaves what is there', async () => {
    const namespace = someNamespace()
    const journal = journalOver(namespace, on())
    const [end] = await journalOf(journal, g, ['x'])
    await call('HDEL', `${namespace}:groups`, 'g')
    await foldJournal(journal, g)
    expect(await entryOf(namespace)).toBe(end!.token)
    await call('HSET', `${namespace}:groups`, 'g', '?other')
    await foldJournal(journal, g)
    expect(await entryOf(namespace)).toBe('?other')
  })
})
