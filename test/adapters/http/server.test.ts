import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type HttpOptions, openHttp } from '#adapters/http/server'
import { systemTimers } from '#adapters/system/timers'
import type { Check } from '#application/health'
import { eventually } from '#test/support/eventually'
import { silentLogger } from '#test/support/silent-logger'

const up: Check = { name: 'store', isOk: true, why: 'answered within 1 ms' }
const down: Check = { name: 'registered', isOk: false, why: 'no heartbeat' }

const serve = async (some: Partial<HttpOptions> = {}) => {
  const server = await openHttp({
    host: '127.0.0.1',
    port: 0,
    logger: silentLogger,
    timers: systemTimers,
    health: { checks: () => Promise.resolve([up]) },
    metrics: (accept) => Promise.resolve({ contentType: 'text/plain', body: Buffer.from(`for ${accept}\n`) }),
    ...some,
  })
  onTestFinished(server.close)
  return { ...server, at: (path: string) => `http://127.0.0.1:${server.port}${path}` }
}

/** What comes back on a socket of its own, until it is closed. */
const raw = async (port: number, ...sent: readonly (string | Buffer)[]): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let heard = ''
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString()
  })
  socket.on('error', () => {})
  for (const bytes of sent) socket.write(bytes)
  await once(socket, 'close')
  return heard
}

const LIVE = ['/health/live', '/livez', '/healthz', '/actuator/health/liveness']
const READY = ['/health/ready', '/readyz', '/actuator/health', '/actuator/health/readiness']
const METRICS = ['/metrics', '/actuator/prometheus']

describe('liveness', () => {
  test.each(LIVE)('%s is up whatever the store does, which it never asks', async (path) => {
    let asked = 0
    const { at } = await serve({
      health: {
        checks: () => {
          asked++
          return new Promise(() => {})
        },
      },
    })
    const answer = await fetch(at(path))
    expect([answer.status, await answer.json(), asked]).toEqual([200, { status: 'UP' }, 0])
  })
})

describe('readiness', () => {
  test.each(READY)('%s is up while every check is, else 503', async (path) => {
    const checks = [up]
    const { at } = await serve({ health: { checks: () => Promise.resolve(checks) } })
    const ready = await fetch(at(path))
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'UP' }])
    expect(ready.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(ready.headers.get('cache-control')).toBe('no-store')
    checks.push(down)
    const unready = await fetch(at(path))
    expect([unready.status, await unready.json()]).toEqual([503, { status: 'DOWN' }])
  })

  test.each(['?verbose', '?verbose=1', '?a=b&verbose=true'])(
    '%s lists each check with why',
    async (query) => {
      const { at } = await serve({ health: { checks: () => Promise.resolve([up, down]) } })
      const answer = await fetch(at(`/health/ready${query}`))
      expect(answer.status).toBe(503)
      expect(await answer.json()).toEqual({
        status: 'DOWN',
        checks: [
          { name: 'store', status: 'UP', why: 'answered within 1 ms' },
          { name: 'registered', status: 'DOWN', why: 'no heartbeat' },
        ],
      })
      expect(await (await fetch(at('/health/ready?verbose=false'))).json()).toEqual({ status: 'DOWN' })
    },
  )

  test('that fails for a bug is 500, and says nothing of it', async () => {
    const { at } = await serve({ health: { checks: () => Promise.reject(new Error('secret')) } })
    const answer = await fetch(at('/health/ready'))
    expect([answer.status, await answer.text()]).toEqual([500, '{"error":"it could not be answered"}\n'])
  })
})

describe('metrics', () => {
  test.each(METRICS)('%s has them, in the format asked for', async (path) => {
    const { at } = await serve()
    const answer = await fetch(at(path), { headers: { accept: 'application/openmetrics-text' } })
    expect([answer.status, await answer.text()]).toEqual([200, 'for application/openmetrics-text\n'])
    expect(answer.headers.get('content-type')).toBe('text/plain')
  })

  test('to HEAD without their body', async () => {
    const { at } = await serve()
    const answer = await fetch(at('/metrics'), { method: 'HEAD', headers: { accept: 'x' } })
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '6', ''])
  })
})

describe('what is not served', () => {
  test.each([
    '/',
    '/metrics/',
    '//metrics',
    '/health',
    '/%6detrics',
    '/../metrics',
    '/constructor',
    '/actuator',
  ])('%s is 404', async (path) => {
    const { port } = await serve()
    expect(await raw(port, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 404 /,
    )
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])(
    '%s is 405, and its body ends the connection',
    async (method) => {
      const { port } = await serve()
      const answer = await raw(
        port,
        `${method} /metrics HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\nabc`,
      )
      expect(answer).toMatch(/^HTTP\/1.1 405 /)
      expect(answer.toLowerCase()).toContain('\r\nallow: get, head\r\n')
    },
  )
})

describe('a hostile client', () => {
  const request = (path: string, headers: readonly string[] = []) =>
    `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`

  test('with a long URL is told so', async () => {
    const { port } = await serve()
    expect(await raw(port, request(`/metrics?${'a'.repeat(2_000)}`))).toMatch(/^HTTP\/1.1 414 /)
  })

  test.each([
    ['headers beyond 8 KiB', request('/metrics', [`x: ${'a'.repeat(10_000)}`]), 431],
    [
      'a thousand headers',
      request(
        '/metrics',
        Array.from({ length: 1_000 }, (_, i) => `x${i}: aaaaaaaa`),
      ),
      431,
    ],
    ['bytes that are no HTTP', '\u0016\u0003\u0001\u0000\r\n\r\n', 400],
    ['two lengths', request('/metrics', ['content-length: 1', 'content-length: 2']), 400],
    ['a length and chunks', request('/metrics', ['content-length: 1', 'transfer-encoding: chunked']), 400],
  ])('with %s is refused', async (_, sent, status) => {
    const { port } = await serve()
    expect(await raw(port, sent)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  test('that begins a request and never ends it is let go, while others are served', async () => {
    const { port, at } = await serve()
    const slow = raw(port, 'GET /metrics HTTP/1.1\r\nhost: x\r\n')
    expect((await fetch(at('/health/live'))).status).toBe(200)
    expect(await slow).toMatch(/^HTTP\/1.1 408 /)
  })

  test.each([
    ['have sent nothing', ''],
    ['have begun a request', 'GET /metrics HTTP/1.1\r\nhost: x\r\n'],
    ['are being answered', 'GET /health/ready HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('with all connections, which %s, keeps nobody else from asking', async (_, sent) => {
    const { port, at } = await serve({ health: { checks: () => new Promise(() => {}) } })
    for (let i = 0; i < 128; i++) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      onTestFinished(() => void socket.destroy())
      await once(socket, 'connect')
      socket.write(sent)
    }
    expect((await fetch(at('/health/live'))).status).toBe(200)
  })

  test('with more than the most connections has no more than those', async () => {
    const { port, at } = await serve()
    const sockets: Socket[] = []
    const closed = new Set<Socket>()
    for (let i = 0; i < 200; i++) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.on('close', () => closed.add(socket))
      sockets.push(socket)
    }
    await eventually('let go', () => (closed.size < 200 - 128 ? undefined : true))
    expect(closed.size).toBe(200 - 128)
    for (const socket of sockets) socket.destroy()
    const isUp = () =>
      fetch(at('/health/live')).then(
        ({ ok }) => (ok ? true : undefined),
        () => undefined,
      )
    expect(await eventually('room again', isUp)).toBe(true)
  })
})

test('a port that is taken is told with the reason of the system', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  await once(occupant, 'listening')
  onTestFinished(() => void occupant.close())
  const address = occupant.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await expect(serve({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('closing answers what is under way and lets go of who is idle', async () => {
  const question = Promise.withResolvers<readonly Check[]>()
  const asked = Promise.withResolvers<void>()
  const checks = () => {
    asked.resolve()
    return question.promise
  }
  const { at, close } = await serve({ health: { checks } })
  await (await fetch(at('/health/live'))).text()
  const answer = fetch(at('/health/ready'))
  await asked.promise
  const closing = close()
  question.resolve([down])
  expect((await answer).status).toBe(503)
  await closing
})
