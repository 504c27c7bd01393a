import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { redisBinary } from '#test/support/redis-binary'
import type { RedisServer } from '#test/support/redis-server'
import { onPath } from '#test/support/unpacked'
import type { Limit } from '../results.ts'
import { limitOf } from './measure.ts'

const ROUNDS = 3
const BYTES = 100_000

/** Redis's own load generator, with the same bytes. */
export const redisBenchmarkLimits = async (server: RedisServer, times: number): Promise<readonly Limit[]> => {
  const figures: Limit[] = []
  const work = { bytes: BYTES * times, operations: times }
  for (const connections of [1, 4]) {
    const appended: number[] = []
    const read: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      appended.push(await ran(server, connections, times, ['XADD', 'bench', '*', 'b']))
      read.push(await ran(server, connections, times, ['XRANGE', 'bench', '-', '+', 'COUNT'], '1'))
      await server.call('DEL', 'bench')
    }
    const name = (command: string) =>
      `redis-benchmark, ${command} of 100 KB, ${connections} connection${connections > 1 ? 's' : ''}`
    figures.push(limitOf(name('XADD'), work, appended), limitOf(name('XRANGE'), work, read))
  }
  return figures
}

/** Seconds of so many commands; its last argument is what is read from stdin. */
const ran = async (
  { port }: RedisServer,
  connections: number,
  times: number,
  command: readonly string[],
  last = 'x'.repeat(BYTES),
): Promise<number> => {
  const { env } = redisBinary()
  const args = ['-p', `${port}`, '-c', `${connections}`, '-n', `${times}`, '--csv', '-x', ...command]
  const child = spawn(program(), args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  child.stdin.end(last)
  await once(child, 'close')
  // "test","rps",... and then a line with the figures.
  const rate = Number(/\n"[^\n]*?","([\d.]+)",/.exec(printed)?.[1])
  if (!Number.isFinite(rate)) throw new Error(`not what redis-benchmark prints:\n${printed.slice(0, 500)}`)
  return times / rate
}

const program = (): string => {
  const beside = join(dirname(redisBinary().path), 'redis-benchmark')
  const found = existsSync(beside) ? beside : onPath('redis-benchmark')
  if (found === undefined) throw new Error('no redis-benchmark')
  return found
}
