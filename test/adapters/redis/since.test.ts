import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RedisServer, redisServer } from '#test/support/redis-server'

const OLDEST = '7.0.0'
const folder = new URL('../../../src/adapters/redis/', import.meta.url).pathname

let server: RedisServer
beforeAll(async () => {
  server = await redisServer()
})
afterAll(() => server.stop())

const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|lua)$/.test(file))
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n')

/** Words at the head of a list that are options, not commands. */
const notCommands = ['PREFIX', 'NOLOOP']

const named = [...sources.matchAll(/(?:\[|redis\.call\()'([A-Z]{3,})'/g)].map(([, name = '']) => name)
const used = [...new Set(named)]
  .filter((name) => !notCommands.includes(name))
  .map((name) => name.toLowerCase())

/** What is used of a command that it did not always have, and the version that brought it. */
const options: readonly (readonly [command: string, option: string, since: string])[] = [
  ['xadd', 'nomkstream', '6.2.0'],
  ['xtrim', 'minid', '6.2.0'],
  ['hscan', 'count', '2.8.0'],
  ['client tracking', 'bcast', '6.0.0'],
  ['client tracking', 'redirect', '6.0.0'],
  ['client tracking', 'noloop', '6.0.0'],
]

/** Of `COMMAND DOCS`: name, facts, name, facts, ...; facts are pairs as well. */
const factsOf = async (command: string): Promise<unknown> => {
  const [, facts] = (await server.call(
    'COMMAND',
    'DOCS',
    ...command.split(' ').slice(0, 1),
  )) as readonly unknown[]
  return facts
}

const fieldOf = (facts: unknown, name: string): unknown => {
  const list = facts as readonly unknown[]
  return list[list.indexOf(name) + 1]
}

const isNotNewer = (since: string): boolean => since.localeCompare(OLDEST, 'en', { numeric: true }) <= 0

test('the commands in use are found', () => {
  expect(used).toEqual(
    expect.arrayContaining([
      'multi',
      'xadd',
      'xlen',
      'exec',
      'xrange',
      'evalsha',
      'unlink',
      'hgetall',
      'hscan',
      'xtrim',
    ]),
  )
})

test.each(used)('%s is known to Redis 7.0', async (command) => {
  expect(isNotNewer(String(fieldOf(await factsOf(command), 'since')))).toBe(true)
})

test.each(options)('%s %s is known to Redis 7.0', async (command, option, since) => {
  expect(isNotNewer(since)).toBe(true)
  expect(JSON.stringify(await factsOf(command)).toLowerCase()).toContain(option)
})
