import { openHttp } from '#adapters/http/server'
import type { Exposition } from '#adapters/prometheus/exposition'
import { eventLoopDelay } from '#adapters/system/event-loop-delay'
import { type Check, failed, type Health, ok } from '#application/health'
import type { Broker } from '#broker'
import { revision } from '#config/revision'
import type { Settings } from '#config/settings'
import { version } from '#config/version'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { Metrics, Readings } from '#ports/metrics'
import type { Timers } from '#ports/timers'
import { address } from '#shared/address'

export type AdminDeps = Readonly<{
  settings: Settings
  /** Whether somebody has said which port; else one that is taken keeps no broker from serving. */
  isPortChosen: boolean
  brokers: readonly Broker[]
  metrics: Metrics & Readings
  clock: Clock
  timers: Timers
  logger: Logger
  /** Of what is shown to whoever asks, what may be. */
  clean: (text: string) => string
  isStarting: () => boolean
  isDraining: () => boolean
}>

/** The port for health and metrics cannot be had; `code` as Node has it. */
class HttpPortUnavailable extends Error {
  override readonly name = 'HttpPortUnavailable'
  readonly code: string
  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}

export type Admin = Readonly<{
  /** The address that is listened on; null for none. */
  at: string | null
  close: () => Promise<void>
}>

const noAdmin: Admin = { at: null, close: () => Promise.resolve() }

/** Health and metrics of this process, of all its brokers together. */
export const openAdmin = async (deps: AdminDeps): Promise<Admin> => {
  const { settings, isPortChosen, metrics, clock, timers } = deps
  const logger = deps.logger.child({ component: 'http' })
  const { httpHost: host, httpPort: port } = settings
  const health = healthOf(deps)
  metrics.measure(() => [
    {
      name: 'kedge_build_info',
      labels: { version: version(), revision: revision(), node: process.version },
      value: 1,
    },
  ])
  metrics.measure(async () => [
    { name: 'kedge_ready', labels: {}, value: (await health.checks()).every(({ isOk }) => isOk) ? 1 : 0 },
  ])
  const delay = eventLoopDelay()
  metrics.measure(() =>
    Object.entries(delay()).map(([stat, value]) => ({
      name: 'kedge_event_loop_delay_seconds',
      labels: { stat },
      value,
    })),
  )
  let exposing: Promise<Exposition> | null = null
  try {
    const opened = await openHttp({
      host,
      port,
      logger,
      timers,
      health,
      metrics: async (accept) => {
        // With the first who asks: it takes longer to load than the whole of Kafka's side to start.
        exposing ??= import('#adapters/prometheus/exposition').then(({ exposition }) =>
          exposition(metrics, clock.monotonic),
        )
        return (await exposing).expose(accept)
      },
    })
    return { at: address(host, opened.port), close: opened.close }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'EADDRINUSE' && !isPortChosen) {
      logger.warn({ host, port }, 'health and metrics are not served: their port is taken')
      return noAdmin
    }
    const message = `${address(host, port)}, for health and metrics, cannot be listened on (${code}): --http-port takes another port, 0 none`
    throw new HttpPortUnavailable(message, code, error)
  }
}

const healthOf = ({ brokers, isStarting, isDraining, clean }: AdminDeps): Health => ({
  checks: async () => {
    if (isDraining()) return [failed('draining', 'this process is on its way out')]
    if (isStarting()) return [failed('starting', 'it does not serve yet')]
    const all = await Promise.all(
      brokers.map(async ({ entry, health }) => {
        const named = (check: Check) => ({ ...check, name: `broker ${entry.id}: ${check.name}` })
        // An error of a store may quote what it was asked, and with what.
        const checks = (await health.checks()).map((check) => ({ ...check, why: clean(check.why) }))
        return brokers.length === 1 ? checks : checks.map(named)
      }),
    )
    return [ok('draining', 'no'), ...all.flat()]
  },
})
