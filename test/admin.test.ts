import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import { systemClock } from '#adapters/system/clock'
import { systemTimers } from '#adapters/system/timers'
import { openAdmin } from '#admin'
import type { Logger } from '#ports/logger'
import { configured } from '#test/support/configured'
import { silentLogger } from '#test/support/silent-logger'

const takenPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const opened = async (isPortChosen: boolean) => {
  const warnings: string[] = []
  const logger: Logger = {
    ...silentLogger,
    warn: (_facts, message) => void warnings.push(message),
    child: () => logger,
  }
  const port = await takenPort()
  const admin = openAdmin({
    settings: configured({ args: ['--http-port', String(port)] }).settings,
    isPortChosen,
    brokers: [],
    metrics: prometheusMetrics(),
    clock: systemClock,
    timers: systemTimers,
    logger,
    isDraining: () => false,
  })
  return { admin, warnings }
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
