import { isatty } from 'node:tty'
import { kafkaRecordCodec } from '#adapters/kafka/records/record-codec'
import { type Logging, openLogging } from '#adapters/pino/logger'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import { systemClock } from '#adapters/system/clock'
import { systemRandom } from '#adapters/system/random'
import { systemTimers } from '#adapters/system/timers'
import { type Broker, startBroker } from '#broker'
import { type Command, describeFaults, exitCodeOf, parseCommand } from '#cli'
import type { Configuration } from '#config'
import { exitCodes } from '#config/exit-codes'
import type { ConfigFault } from '#config/fault'
import { labelsOf } from '#config/labels'
import { readConfigFile } from '#config/read-file'
import type { Settings } from '#config/settings'
import type { ProcessEvent } from '#domain/process/lifecycle'
import type { Metrics } from '#ports/metrics'
import { exitCodeOfError, reasonOfError } from '#process/exit'
import { lifeOf } from '#process/life'
import { readyFacts } from '#process/ready-line'
import { reloaded } from '#process/reload'
import { writeReport } from '#process/report'
import { secretsOf } from '#process/secrets'
import { E } from '#shared/fp'
import type { Admin } from './admin.ts'
import { banner } from './banner.ts'
import { type OpenStore, storesOf } from './stores.ts'
import { tracerFor } from './tracing.ts'

type Serve = Extract<Command, { kind: 'serve' }>

/** The process: what was asked for on the command line, until it ends. */
export const main = async (): Promise<void> => {
  // A reader that is gone, or a disk that is full, is no reason to stop serving.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const parsed = () => parseCommand(process.argv.slice(2), process.env, readConfigFile)
  const command = parsed()
  if (E.isLeft(command)) {
    process.stderr.write(describeFaults(command.left))
    process.exitCode = exitCodeOf(command.left)
    return
  }
  if (command.right.kind === 'print') process.stdout.write(command.right.text)
  else await serve(command.right, () => onlySettings(parsed()))
}

type Reread = () => E.Either<readonly ConfigFault[], Configuration>

const onlySettings = (command: ReturnType<typeof parseCommand>): ReturnType<Reread> => {
  if (E.isLeft(command)) return command
  if (command.right.kind === 'serve') return E.right(command.right)
  throw new Error('the command line has changed')
}

const serve = async (command: Serve, reread: Reread): Promise<void> => {
  const { settings, warnings, file, origins } = command
  const forPeople = isForPeople(settings.logFormat)
  const logging = openLogging({
    level: settings.logLevel,
    format: forPeople ? 'pretty' : 'json',
    timers: systemTimers,
    secrets: secretsOf(settings),
  })
  const logger = logging.logger.child({ component: 'process' })
  const brokers: Broker[] = []
  const metrics = prometheusMetrics()
  let stopping = false
  const isStopping = (): boolean => stopping
  let isReady = false
  const starting = Promise.withResolvers<void>()
  const happened = lifeOf({
    draining: () => {
      stopping = true
    },
    drain: async () => {
      // A broker that is half started has joined and enlisted: it must take its leave too.
      await starting.promise
      await Promise.all(brokers.map((broker) => broker.stop()))
      // Last, so that a probe is told until the end that this process drains.
      const admin = await httpOpened.catch(() => null)
      await admin?.close()
    },
    patienceMs: settings.shutdownTimeoutMs,
    logger,
    fatal: logging.fatal,
    flush: logging.flush,
  })
  onRequests({ logging, started: command, reread, happened })
  for (const warning of warnings) logger.warn({ file, warning }, 'look at this setting')
  const openHttp = async (): Promise<Admin | null> => {
    if (settings.httpPort === 0 || stopping) return null
    const { openAdmin } = await import('./admin.ts')
    return openAdmin({
      clock: systemClock,
      timers: systemTimers,
      settings,
      isPortChosen,
      brokers,
      metrics,
      logger,
      clean: logging.clean,
      isStarting: () => !isReady,
      isDraining: isStopping,
    })
  }
  // Whoever chose a port has probes, which are told from now on that this process lives, and is not ready. Where nobody did,
  // a start that does not have to wait does not wait for this either: it is a sixth of it.
  const isPortChosen = labelsOf(origins).isSet('httpPort')
  const served = Promise.withResolvers<void>()
  const httpOpened = isPortChosen ? openHttp() : within(QUICK_START_MS, served.promise).then(openHttp)
  // Who waits for it hears of it.
  httpOpened.catch(() => {})
  try {
    await startAll(command, {
      brokers,
      metrics,
      logging,
      happened,
      isStopping,
      mayJoin: isPortChosen ? httpOpened : null,
    })
    if (stopping) return
    isReady = true
    served.resolve()
    const http = (await httpOpened)?.at ?? null
    if (stopping) return
    const told = { file, http }
    // Lines for programs stay nothing but that; whoever started it by hand still reads what to try.
    const people = forPeople ? process.stdout : process.stderr
    if (settings.logFormat !== 'json') people.write(await banner(settings, brokers, told))
    if (!forPeople) logger.info(await readyFacts(settings, brokers, told), 'ready')
    happened({ type: 'ready' })
  } catch (error) {
    process.stderr.write(`kedge: ${logging.clean(reasonOfError(error))}\n`)
    logger.debug({ err: error }, 'the broker did not start')
    if (stopping) return
    await Promise.allSettled(brokers.map((broker) => broker.stop()))
    happened({ type: 'failed', exitCode: exitCodeOfError(error) })
  } finally {
    served.resolve()
    starting.resolve()
  }
}

const isForPeople = (format: Settings['logFormat']): boolean =>
  format === 'pretty' || (format === 'auto' && process.stdout.isTTY)

type Asked = Readonly<{
  logging: Logging
  started: Configuration
  reread: Reread
  happened: (event: ProcessEvent) => void
}>

/** What an operator may ask of a process by signals, other than to stop. */
const onRequests = ({ logging, started, reread, happened }: Asked): void => {
  const logger = logging.logger.child({ component: 'process' })
  const hadTerminal = isatty(1)
  process.on('SIGHUP', () => {
    // Sent by whoever wants the settings read again, and to all that run in a terminal when it is closed.
    if (hadTerminal && !isatty(1))
      happened({ type: 'stop-asked', exitCode: exitCodes.clean, impatientExitCode: exitCodes.hungUp })
    else reloaded({ read: reread, started, levels: logging.levels, logger })
  })
  process.on('SIGUSR2', () => writeReport(started.settings.reportDirectory, logging.clean, logger))
}

type Starting = Readonly<{
  /** Those that serve already; each is added when it does. */
  brokers: Broker[]
  logging: Logging
  metrics: Metrics
  happened: (event: ProcessEvent) => void
  isStopping: () => boolean
  /** No broker joins before; rejects where the port that was chosen for HTTP cannot be had. */
  mayJoin: Promise<unknown> | null
}>

const startAll = async (
  { settings }: Serve,
  { brokers, metrics, logging, happened, isStopping, mayJoin }: Starting,
) => {
  const { logger, levels } = logging
  const system = { clock: systemClock, timers: systemTimers, random: systemRandom, codec: kafkaRecordCodec }
  const tracer = await tracerFor(settings, logger)
  const openStore = openedAfter(mayJoin, storesOf(settings, { ...system, logger, metrics }))
  for (let nth = 0; nth < settings.brokers && !isStopping(); nth++) {
    const own = settings.brokers === 1 ? logger : logger.child({ broker: settings.brokerId + nth })
    const broker = await startBroker({
      ...system,
      settings,
      logger: own,
      levels,
      metrics,
      tracer,
      openStore,
      nth,
      onFatal: (error) => {
        own.child({ component: 'process' }).error({ err: error }, 'this broker cannot go on')
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

/** A store that is open once something else has happened, too; closed again if it cannot. */
const openedAfter =
  (other: Promise<unknown> | null, open: OpenStore): OpenStore =>
  async (...of) => {
    const [store, before] = await Promise.allSettled([open(...of), other])
    if (store.status === 'rejected') throw store.reason
    if (before.status === 'fulfilled') return store.value
    await store.value.close()
    throw before.reason
  }

/** A start that takes longer waits for its store. */
const QUICK_START_MS = 250

const within = (ms: number, done: Promise<void>): Promise<void> =>
  Promise.race([done, new Promise<void>((resolve) => systemTimers.after(ms, resolve))])
