import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { kedges } from '#test/support/kedge-process'
import type { OpenedPort } from '#test/support/loaded-modules'
import { freePort, redisServer } from '#test/support/redis-server'
import { repository } from '#test/support/unpacked'

// What is loaded until the port is open is most of a start (ADR 0036). It is counted here, so that no start grows unseen:
// what another command needs, or a request of a rare kind, is imported where it is needed.

const own = kedges()
afterAll(own.stopAll)

const counter = join(repository, 'test', 'support', 'loaded-modules.ts')

/** The files that a start has loaded when its port opens, as paths below the repository. */
const loadedBy = async (store: string, ...flags: readonly string[]): Promise<readonly string[]> => {
  const cwd = await own.directory()
  const file = join(cwd, 'loaded')
  const env = { LOADED_MODULES: file, NODE_OPTIONS: `--import ${counter}` }
  const { address, stop } = await own.start(['--store', store, '--log-level', 'silent', ...flags], {
    cwd,
    env,
  })
  await stop()
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  const opened = lines
    .map((line): OpenedPort => JSON.parse(line))
    .find(({ port }) => address.endsWith(`:${port}`))
  if (opened === undefined) throw new Error(`the port of ${address} was not seen to open`)
  return [...new Set(opened.loaded)].map((url) => decodeURI(url).replace(`file://${repository}/`, ''))
}

const packagesIn = (loaded: readonly string[]): readonly string[] => [
  ...new Set(loaded.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])),
]
const ours = (loaded: readonly string[]): number => loaded.filter((path) => path.startsWith('src/')).length

const rare = ['yaml', 'snappy', 'lz4-napi', 'prom-client', '@opentelemetry/api', '@platformatic/kafka']

describe('what is loaded until the port is open', () => {
  test('with the memory store', async () => {
    const loaded = await loadedBy('memory:')

    expect(ours(loaded)).toBeLessThanOrEqual(390)
    expect(loaded.length).toBeLessThanOrEqual(440)
    const later = /^src\/(?:cli|adapters\/(?:http|opentelemetry|redis|embedded))\//
    expect(loaded.filter((path) => later.test(path))).toEqual([])
    const packages = packagesIn(loaded)
    expect(packages).toContain('pino')
    for (const name of [...rare, 'ioredis', 'lmdb']) expect(packages).not.toContain(name)
  })

  test('with health and metrics, which are there before: but not what writes them', async () => {
    const loaded = await loadedBy('memory:', '--http-port', String(await freePort()))

    expect(loaded).toContain('src/adapters/http/server.ts')
    expect(ours(loaded)).toBeLessThanOrEqual(400)
    expect(loaded.length).toBeLessThanOrEqual(450)
    for (const name of rare) expect(packagesIn(loaded)).not.toContain(name)
  })

  test('with the embedded store', async () => {
    const loaded = await loadedBy('embedded:data')

    expect(ours(loaded)).toBeLessThanOrEqual(415)
    const packages = packagesIn(loaded)
    expect(packages).toContain('lmdb')
    for (const name of [...rare, 'ioredis']) expect(packages).not.toContain(name)
  })

  test('with Redis', async () => {
    const redis = await redisServer()
    try {
      const loaded = await loadedBy(redis.url)

      expect(ours(loaded)).toBeLessThanOrEqual(460)
      const packages = packagesIn(loaded)
      expect(packages).toContain('ioredis')
      for (const name of [...rare, 'lmdb']) expect(packages).not.toContain(name)
    } finally {
      await redis.stop()
    }
  })
})
