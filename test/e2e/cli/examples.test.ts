import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCommand } from '#cli'
import { commands } from '#cli/commands'
import { E } from '#shared/fp'
import { kedgeLine } from '#test/support/kedge-line'
import { kedges } from '#test/support/kedge-process'
import { cliBroker } from './broker.ts'

// Every example of every command's help, typed into a shell as it stands, beside what it speaks of.

const { address, ok, run } = cliBroker('--num-partitions', '2')
const kedge = kedges()
let directory: string
const ready = createServer((request, response) => response.end(`ready ${request.url}`))
let httpPort = 0

beforeAll(async () => {
  directory = await kedge.directory()
  await writeFile(join(directory, 'orders.jsonl'), '{"id":1}\n{"id":2}\n')
  await writeFile(join(directory, 'kedge.yaml'), 'store: "memory:"\n')
  ready.listen(0, '127.0.0.1')
  await once(ready, 'listening')
  const bound = ready.address()
  httpPort = typeof bound === 'object' && bound !== null ? bound.port : 0
})
afterAll(async () => {
  ready.close()
  await kedge.stopAll()
})

/** The world that the examples of a command find. */
const worlds: Readonly<Record<string, () => Promise<unknown>>> = {
  'topics describe': () => ok('topics', 'create', 'orders', 'greetings', '--if-not-exists'),
  'topics alter': () => ok('topics', 'create', 'orders', '--if-not-exists'),
  'topics delete': () => ok('topics', 'create', 'scratch', '--if-not-exists'),
  'groups list': () => member('orders', 'team'),
  'groups describe': () => member('orders', 'team'),
  'groups reset': () => member('orders', 'batch'),
  'groups delete': () => member('orders', 'old'),
  consume: async () => {
    await ok('produce', 'greetings', '--value', 'hello')
    await ok('produce', 'orders', '--value', '{}')
    await ok('topics', 'create', 'ticks', '--if-not-exists')
  },
}

const member = async (topic: string, group: string): Promise<void> => {
  await ok('topics', 'create', topic, '--if-not-exists')
  for (const partition of ['0', '1']) await ok('produce', topic, '--value', 'x', '--partition', partition)
  await ok('consume', topic, '--group', group)
}

/** The port of the health examples is that of whoever answers here. */
const typed = (line: string) =>
  kedgeLine(line.replace(':8080', `:${httpPort}`), {
    cwd: directory,
    env: { KEDGE_BOOTSTRAP: address(), KEDGE_HTTP_PORT: String(httpPort) },
  })

/** While an example waits for records that come later, they come. */
const whileFollowing = async (line: string, running: Promise<unknown>): Promise<void> => {
  if (!line.includes('--follow')) return
  let isOver = false
  void running.finally(() => (isOver = true))
  await expect
    .poll(async () => {
      await run(['produce', 'ticks', '--value', 'tick'])
      return isOver
    })
    .toBe(true)
}

const examples = commands.flatMap(({ listed: { path, examples: all } }) =>
  all.map(({ line }) => [path, line] as const),
)

describe('examples', () => {
  test('there are some of every command', () => {
    expect(new Set(examples.map(([path]) => path)).size).toBe(commands.length)
  })

  test.each(examples.filter(([path]) => path !== 'serve'))('of %s: %s', async (path, line) => {
    await worlds[path]?.()
    const running = typed(line)
    await whileFollowing(line, running)
    const { code, stderr } = await running
    expect(stderr).not.toContain('kedge:')
    expect(code).toBe(0)
  })

  test.each(examples.filter(([path]) => path === 'serve'))('of %s: %s', (_, line) => {
    expect(E.isRight(parseCommand(line.split(' ').slice(1), {}, () => ({ kind: 'absent' })))).toBe(true)
  })
})
