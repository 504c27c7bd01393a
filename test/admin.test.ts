import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import { systemClock } from '#adapters/system/clock'
import { systemTimers } from '#adapters/system/timers'
import { openAdmin } from '#admin'
import { failed } from '#application/health'
import type { Logger } from '#ports/logger'
import { configured } from '#test/support/configured'
import { freePort } from '#test/support/redis-server'
import { silentLogger } from '#test/support/silent-logger'

const takenPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

type Given = Partial<Parameters<typeof openAdmin>[0]>

const opening = (port: number, given: Given): ReturnType<typeof openAdmin> =>
  openAdmin({
    settings: configured({ args: ['--http-port', String(port)] }).settings,
    isPortChosen: true,
    brokers: [],
    metrics: prometheusMetrics(),
    clock: systemClock,
    timers: systemTimers,
    logger: silentLogger,
    clean: (text) => text,
    isStarting: () => false,
    isDraining: () => false,
    ...given,
  })

const opened = async (isPortChosen: boolean) => {
  const warnings: string[] = []
  const logger: Logger = {
    ...silentLogger,
    warn: (_facts, message) => void warnings.push(message),
    child: () => logger,
  }
  return { admin: opening(await takenPort(), { isPortChosen, logger }), warnings }
}

test('a port for health and metrics that was chosen, and is taken, is a fault that names the setting', async () => {
  const { admin } = await opened(true)
  await expect(admin).rejects.toMatchObject({
    code: 'EADDRINUSE',
    message: expect.stringContaining('--http-port'),
  })
})

test('the usual one that is taken is a warning, and closing is no more than that', async () => {
  const { admin, warnings } = await opened(false)
  await (await admin).close()
  expect(warnings).toEqual(['health and metrics are not served: their port is taken'])
})

test('why a broker is not ready is told without secrets', async () => {
  const admin = await opening(await freePort(), {
    brokers: [
      {
        entry: {
          id: 0,
          host: 'a',
          port: 1,
          incarnation: 'x',
          internalHost: 'a',
          internalPort: 1,
          rack: null,
        },
        health: { checks: () => Promise.resolve([failed('store', 'AUTH hunter2')]) },
        describeStore: () => Promise.reject(new Error('not asked')),
        stop: () => Promise.resolve(),
      },
    ],
    clean: (text) => text.replaceAll('hunter2', '***'),
  })
  onTestFinished(admin.close)
  const { checks } = (await (await fetch(`http://${admin.at}/health/ready?verbose`)).json()) as Readonly<{
    checks: unknown
  }>
  expect(checks).toContainEqual({ name: 'store', status: 'DOWN', why: 'AUTH ***' })
})
