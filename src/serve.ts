import { kafkaRecordCodec } from '#adapters/kafka/records/record-codec'
import { pinoLogger } from '#adapters/pino/logger'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import { systemClock } from '#adapters/system/clock'
import { systemRandom } from '#adapters/system/random'
import { systemTimers } from '#adapters/system/timers'
import { type Broker, startBroker } from '#broker'
import { type Command, describeFaults, exitCodeOf, parseCommand } from '#cli'
import { exitCodes } from '#config/exit-codes'
import { readConfigFile } from '#config/read-file'
import { evolveProcess, initialProcess, type ProcessEvent } from '#domain/process/lifecycle'
import type { Logger } from '#ports/logger'
import type { Metrics } from '#ports/metrics'
import { E } from '#shared/fp'
import { banner } from './banner.ts'
import { exitCodeOfError } from './exit.ts'
import { storesOf } from './stores.ts'
import { tracerFor } from './tracing.ts'

/**
 * A signal this soon after another is the same request: npm passes on what the terminal, or who stops a whole group of
 * processes, has sent to this one already.
 */
const ECHO_MS = 250

type Serve = Extract<Command, { kind: 'serve' }>

/** The process: what was asked for on the command line, until it ends. */
export const main = async (): Promise<void> => {
  const command = parseCommand(process.argv.slice(2), process.env, readConfigFile)
  if (E.isLeft(command)) {
    process.stderr.write(describeFaults(command.left))
    process.exitCode = exitCodeOf(command.left)
    return
  }
  if (command.right.kind === 'print') process.stdout.write(command.right.text)
  else await serve(command.right)
}

const serve = async (command: Serve): Promise<void> => {
  const { settings, warnings, file } = command
  const logger = pinoLogger(settings.logLevel)
  const brokers: Broker[] = []
  const metrics = prometheusMetrics()
  let closeAdmin = (): Promise<void> => Promise.resolve()
  let stopping = false
  const isStopping = (): boolean => stopping
  const stopAll = () => Promise.all(brokers.map((broker) => broker.stop()))
  const starting = Promise.withResolvers<void>()
  const happened = lifeOf({
    drain: async () => {
      stopping = true
      // A broker that is half started has joined and enlisted: it must take its leave too.
      await starting.promise
      await stopAll()
      // Last, so that a probe is told until the end that this process drains.
      await closeAdmin()
    },
    patienceMs: settings.shutdownTimeoutMs,
    logger,
  })
  for (const warning of warnings) logger.warn({ file }, warning)
  try {
    await startAll(command, { brokers, metrics, logger, happened, isStopping })
    if (stopping) return
    if (settings.httpPort > 0) {
      // Only now: Kafka's port does not wait for it.
      const { openAdmin } = await import('./admin.ts')
      const system = { clock: systemClock, timers: systemTimers }
      const admin = await openAdmin({ ...system, settings, brokers, metrics, logger, isDraining: isStopping })
      closeAdmin = admin.close
    }
    if (stopping) return
    process.stdout.write(await banner(settings, brokers))
    happened({ type: 'ready' })
  } catch (error) {
    process.stderr.write(`kedge: ${error instanceof Error ? error.message : String(error)}\n`)
    logger.debug({ err: error }, 'the broker did not start')
    if (stopping) return
    await Promise.allSettled(brokers.map((broker) => broker.stop()))
    happened({ type: 'failed', exitCode: exitCodeOfError(error) })
  } finally {
    starting.resolve()
  }
}

type Starting = Readonly<{
  /** Those that serve already; each is added when it does. */
  brokers: Broker[]
  metrics: Metrics
  logger: Logger
  happened: (event: ProcessEvent) => void
  isStopping: () => boolean
}>

const startAll = async (
  { settings }: Serve,
  { brokers, metrics, logger, happened, isStopping }: Starting,
) => {
  const system = { clock: systemClock, timers: systemTimers, random: systemRandom, codec: kafkaRecordCodec }
  const tracer = await tracerFor(settings, logger)
  const openStore = storesOf(settings, { ...system, logger, metrics })
  for (let nth = 0; nth < settings.brokers && !isStopping(); nth++) {
    const broker = await startBroker({
      ...system,
      settings,
      metrics,
      tracer,
      logger: settings.brokers === 1 ? logger : logger.child({ broker: settings.brokerId + nth }),
      openStore,
      nth,
      onFatal: (error) => {
        logger.error({ err: error }, 'this broker cannot go on')
        happened({
          type: 'stop-asked',
          exitCode: exitCodeOfError(error),
          impatientExitCode: exitCodes.failure,
        })
      },
    })
    brokers.push(broker)
  }
}

/** Runs the process's life cycle: signals in, draining and the exit out. */
const lifeOf = (shell: {
  readonly drain: () => Promise<unknown>
  readonly patienceMs: number
  readonly logger: Logger
}): ((event: ProcessEvent) => void) => {
  let state = initialProcess
  const happened = (event: ProcessEvent): void => {
    const before = state.value
    state = evolveProcess(state, event)
    if (state.value === before) return
    if (state.value === 'draining') beginDraining()
    if (state.value === 'stopped') process.exit(state.context.exitCode)
  }
  const beginDraining = (): void => {
    shell.logger.info({}, 'stopping: finishing what is under way')
    systemTimers.after(shell.patienceMs, () => {
      shell.logger.error({ ms: shell.patienceMs }, 'not everything could be finished in time')
      happened({ type: 'drain-timed-out' })
    })
    shell.drain().then(
      () => happened({ type: 'drained' }),
      (error: unknown) => {
        shell.logger.error({ err: error }, 'stopping failed')
        happened({ type: 'failed', exitCode: exitCodes.failure })
      },
    )
  }
  let askedAt = Number.NEGATIVE_INFINITY
  const signalled = (impatientExitCode: number) => (): void => {
    const isEcho = systemClock.monotonic() - askedAt < ECHO_MS
    if (!isEcho) happened({ type: 'stop-asked', exitCode: exitCodes.clean, impatientExitCode })
    askedAt = systemClock.monotonic()
  }
  process.on('SIGTERM', signalled(143))
  process.on('SIGINT', signalled(130))
  const bug = (error: unknown): void => {
    shell.logger.error({ err: error }, 'a bug: the process cannot be trusted any more')
    happened({ type: 'failed', exitCode: exitCodes.internal })
  }
  process.on('uncaughtException', bug)
  process.on('unhandledRejection', bug)
  return happened
}
