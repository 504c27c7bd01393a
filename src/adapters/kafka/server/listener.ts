import { createServer, type Server, type Socket } from 'node:net'
import type { Broker } from '#adapters/kafka/handlers/handler'
import { handlers } from '#adapters/kafka/handlers/registry'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { Measured, Metrics } from '#ports/metrics'
import type { Timers } from '#ports/timers'
import type { Tracer } from '#ports/tracer'
import { Connection, type Shared } from './connection.ts'
import { dispatcher } from './dispatcher.ts'
import { EgressPool } from './egress-pool.ts'
import { IngressBudget } from './ingress-budget.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { observer } from './observation.ts'
import { TimeSlice } from './time-slice.ts'

/** An address to listen on; clients are told the addresses of the listener that they came through. */
export type ListenAt = Readonly<{ name: string; host: string; port: number }>

/** Where Kafka clients connect: to as many addresses as it is told to listen on, under limits that count for all. */
export interface KafkaListener {
  /** Resolves with what it really listens on: port 0 is any free one. */
  readonly listen: (at: ListenAt) => Promise<ListenAt>
  /** Accepts nobody more, answers what is under way, parked fetches at once, and closes every connection. */
  readonly drain: () => Promise<void>
  readonly stats: () => Readonly<{ connections: number; ingressBytes: number; egressBytes: number }>
}

export type ListenerOptions = Readonly<{
  broker: Broker
  clock: Clock
  timers: Timers
  logger: Logger
  metrics: Metrics
  /** Null where nobody traces. */
  tracer?: Tracer | null
  limits?: Partial<Limits>
  /** For tests, which count what is allocated for bytes that have not come. */
  allocate?: (bytes: number) => Buffer
}>

const CHECK_EVERY_MS = 1_000

export const kafkaListener = (options: ListenerOptions): KafkaListener => {
  const { broker, clock, timers, metrics, tracer = null } = options
  const logger = options.logger.child({ component: 'server' })
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const counted = countersOf(metrics)
  const shared: Shared = {
    broker,
    clock,
    logger,
    limits,
    dispatch: dispatcher(handlers),
    ingress: new IngressBudget(limits.ingressBytes),
    egress: new EgressPool(limits.egressPoolBytes),
    slice: new TimeSlice(clock),
    requestLogger: options.logger.child({ component: 'requests' }),
    observer: observer({ metrics, tracer, clock }),
    violated: () => counted.violations.add(1),
    allocate: options.allocate ?? ((bytes) => Buffer.allocUnsafe(bytes)),
  }
  const connections = new Set<Connection>()
  const perIp = new Map<string, number>()
  let accepted = 0
  let cancelCheck: (() => void) | null = null

  const checkLater = (): void => {
    cancelCheck ??= timers.after(CHECK_EVERY_MS, () => {
      cancelCheck = null
      const now = clock.monotonic()
      for (const connection of connections) connection.check(now)
      if (connections.size > 0) checkLater()
    })
  }

  const accept = (socket: Socket, listener: string): void => {
    const ip = socket.remoteAddress ?? ''
    const ofIp = perIp.get(ip) ?? 0
    if (connections.size >= limits.maxConnections || ofIp >= limits.maxConnectionsPerIp) {
      counted.refused.add(1)
      logger.warn({ peer: ip, ofPeer: ofIp, all: connections.size }, 'too many connections: refusing one')
      socket.destroy()
      return
    }
    counted.accepted.add(1)
    perIp.set(ip, ofIp + 1)
    const connection = new Connection(++accepted, socket, listener, shared, () => {
      connections.delete(connection)
      const left = (perIp.get(ip) ?? 1) - 1
      if (left === 0) perIp.delete(ip)
      else perIp.set(ip, left)
    })
    connections.add(connection)
    checkLater()
  }

  const servers: Server[] = []
  const stopMeasuring = metrics.measure(() => measured(shared, connections.size))

  return {
    listen: async (at) => {
      const server = createServer({ noDelay: true, keepAlive: true }, (socket) => accept(socket, at.name))
      const port = await listening(server, at)
      servers.push(server)
      return { ...at, port }
    },
    drain: async () => {
      const cancel = timers.after(limits.drainMs, () => {
        for (const connection of connections) connection.destroy()
      })
      const closed = Promise.all(
        servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
      )
      for (const connection of connections) connection.drain()
      await closed
      cancel()
      cancelCheck?.()
      stopMeasuring()
    },
    stats: () => ({
      connections: connections.size,
      ingressBytes: shared.ingress.used,
      egressBytes: shared.egress.used,
    }),
  }
}

const countersOf = (metrics: Metrics) => ({
  accepted: metrics.counter('kedge_connections_total', {}),
  refused: metrics.counter('kedge_connections_refused_total', {}),
  violations: metrics.counter('kedge_protocol_violations_total', {}),
})

const measured = ({ limits, ingress, egress, observer: seen }: Shared, connections: number): Measured => [
  { name: 'kedge_active_connections', labels: {}, value: connections },
  { name: 'kedge_connections_limit', labels: {}, value: limits.maxConnections },
  { name: 'kedge_requests_in_flight', labels: {}, value: seen.inFlight() },
  { name: 'kedge_ingress_bytes', labels: {}, value: ingress.used },
  { name: 'kedge_ingress_limit_bytes', labels: {}, value: limits.ingressBytes },
  { name: 'kedge_ingress_throttled', labels: {}, value: ingress.isThrottled ? 1 : 0 },
  { name: 'kedge_egress_bytes', labels: {}, value: egress.used },
  { name: 'kedge_egress_limit_bytes', labels: {}, value: limits.egressPoolBytes },
]

const listening = (server: Server, { host, port }: ListenAt): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(address === null || typeof address === 'string' ? port : address.port)
    })
  })
