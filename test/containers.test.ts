import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { configure } from '#config'
import { readFlags } from '#config/flags'
import { E } from '#shared/fp'
import { files } from '#test/support/configured'
import { repository } from '#test/support/unpacked'

const text = (name: string): string => readFileSync(join(repository, name), 'utf8')
const settingsOf = (env: Record<string, string>) => configure(readFlags([]), env, () => ({ kind: 'absent' }))

describe('docker-compose.yml', () => {
  const { services } = parse(text('docker-compose.yml'))

  test('publishes on loopback only', () => {
    expect(services.redis.ports).toBeUndefined()
    for (const port of services.kedge.ports) expect(port).toMatch(/^127\.0\.0\.1:/)
  })

  test('has a Redis that keeps everything, and that is waited for', () => {
    expect(services.redis.command.join(' ')).toBe(
      'redis-server --appendonly yes --appendfsync everysec --maxmemory-policy noeviction',
    )
    expect(services.redis.healthcheck.test).toEqual(['CMD', 'redis-cli', 'ping'])
    expect(services.kedge.depends_on).toEqual({ redis: { condition: 'service_healthy' } })
  })

  test('gives Kedge settings that it takes, for clients in containers and on this machine', () => {
    expect(settingsOf(services.kedge.environment)).toMatchObject(
      E.right({
        warnings: [expect.stringContaining('clients of EXTERNAL are told to connect to 127.0.0.1')],
        settings: {
          store: { kind: 'redis' },
          listeners: [
            { name: 'INTERNAL', port: 19092, advertisedHost: 'kedge', advertisedPort: 19092 },
            { name: 'EXTERNAL', port: 9092, advertisedHost: '127.0.0.1', advertisedPort: 9092 },
          ],
        },
      }),
    )
  })
})

describe('Dockerfile', () => {
  const docker = text('Dockerfile')
  const own = Object.fromEntries(
    [...docker.replaceAll(/^#.*$/gm, '').matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
  /** What starts in the image with these variables, and perhaps a file mounted over its own. */
  const started = (env: Record<string, string>, mounted = text('deploy/container.yaml')) =>
    configure(readFlags([]), { ...own, ...env }, files({ '/etc/kedge/kedge.yaml': mounted }))

  test('runs as nobody in particular, gets signals, and leaves development dependencies behind', () => {
    for (const line of ['USER 65532:65532', 'STOPSIGNAL SIGTERM', 'VOLUME /data', 'EXPOSE 9092'])
      expect(docker).toContain(line)
    expect(docker).toMatch(/^ENTRYPOINT \["node", "\/kedge\/bin\/kedge.js", "serve"\]$/m)
    expect(docker).toContain('npm ci --omit=dev')
    expect(docker).toContain('NODE_OPTIONS=--disable-sigusr1')
  })

  test('is asked by its own command whether it is ready', () => {
    expect(docker).toMatch(/^HEALTHCHECK .* CMD \["node", "\/kedge\/bin\/kedge.js", "health"\]$/m)
  })

  test('begins with what a first start has compiled, left by the user that runs it', () => {
    expect(docker).toMatch(/NODE_COMPILE_CACHE=\/kedge\/\.compile-cache/)
    const firstStart = docker.indexOf('RUN timeout')
    expect(firstStart).toBeGreaterThan(docker.indexOf('USER 65532:65532'))
    const flags = /kedge\.js serve (.*) && rm/.exec(docker.slice(firstStart))?.[1]?.split(' ')
    expect(configure(readFlags(flags ?? []), {}, () => ({ kind: 'absent' }))).toMatchObject(
      E.right({ warnings: [] }),
    )
  })

  test('does not listen to others until it is told that it may', () => {
    expect(docker).toContain('COPY deploy/container.yaml /etc/kedge/kedge.yaml')
    expect(started({})).toMatchObject(E.left([{ source: '/etc/kedge/kedge.yaml: server.host' }]))
    expect(started({ KEDGE_SERVER_INSECURE: 'true' })).toMatchObject({
      right: { settings: { store: { kind: 'embedded', directory: './data' }, host: '0.0.0.0' } },
    })
  })

  test('knows its commit, where whoever builds it says so', () => {
    expect(docker).toContain('ARG REVISION=unknown\n')
    expect(docker).toContain('RUN echo "$REVISION" > revision\n')
  })

  test('has its data in the volume', () => {
    expect(/^WORKDIR .*$/gm.exec(docker.slice(docker.indexOf('RUN timeout')))?.[0]).toBe('WORKDIR /')
    expect(join('/', './data')).toBe(/^VOLUME (.*)$/m.exec(docker)?.[1])
  })

  test('sets no variable that would win over a mounted file', () => {
    expect(Object.keys(own).filter((name) => name.startsWith('KEDGE_'))).toEqual([])
    const mounted = 'store: redis://prod\nserver:\n  host: 10.0.0.1\n  insecure: true\n'
    expect(started({}, mounted)).toMatchObject({
      right: { settings: { store: { url: 'redis://prod' }, host: '10.0.0.1' } },
    })
  })

  test.each([
    ['KEDGE_REDIS_URI', 'KEDGE_SERVER_HOST'],
    ['KORVET_REDIS_URI', 'KORVET_SERVER_HOST'],
    ['KEDGE_STORE', 'KEDGE_SERVER_HOST'],
  ])('takes %s and %s', (uri, host) => {
    const env = { [uri]: 'redis://prod', [host]: '10.0.0.1', KEDGE_SERVER_INSECURE: 'true' }
    expect(started(env)).toMatchObject({
      right: { settings: { store: { url: 'redis://prod' }, host: '10.0.0.1' } },
    })
  })

  test('takes what docker-compose.yml sets', () => {
    const { services } = parse(text('docker-compose.yml'))
    expect(started(services.kedge.environment)).toMatchObject({
      right: { settings: { store: { kind: 'redis' } } },
    })
  })
})
