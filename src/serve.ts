import { kafkaRecordCodec } from '#adapters/kafka/records/record-codec'
import { pinoLogger } from '#adapters/pino/logger'
import { systemClock } from '#adapters/system/clock'
import { systemRandom } from '#adapters/system/random'
import { systemTimers } from '#adapters/system/timers'
import { type Broker, startBroker } from '#broker'
import { type Command, describeFaults, exitCodeOf, parseCommand } from '#cli'
import { exitCodes } from '#config/exit-codes'
import { readConfigFile } from '#config/read-file'
import { evolveProcess, initialProcess, type ProcessEvent } from '#domain/process/lifecycle'
import type { Logger } from '#ports/logger'
import { E } from '#shared/fp'
import { banner } from './banner.ts'
import { exitCodeOfError } from './exit.ts'
import { storesOf } from './stores.ts'

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

const serve = async ({ settings, warnings, file }: Serve): Promise<void> => {
  const logger = pinoLogger(settings.logLevel)
  const brokers: Broker[] = []
  const happened = lifeOf({
    drain: () => Promise.all(brokers.map((broker) => broker.stop())),
    patienceMs: settings.shutdownTimeoutMs,
    logger,
  })
  for (const warning of warnings) logger.warn({ file }, warning)
  try {
    const system = { clock: systemClock, timers: systemTimers, random: systemRandom, codec: kafkaRecordCodec }
    const openStore = storesOf(settings, { ...system, logger })
    for (let i = 0; i < settings.brokers; i++) {
      const broker = await startBroker({
        ...system,
        settings,
        logger: settings.brokers === 1 ? logger : logger.child({ broker: settings.brokerId + i }),
        openStore,
        nth: i,
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
    process.stdout.write(await banner(settings, brokers))
    happened({ type: 'ready' })
  } catch (error) {
    process.stderr.write(`kedge: ${error instanceof Error ? error.message : String(error)}\n`)
    logger.debug({ err: error }, 'the broker did not start')
    await Promise.allSettled(brokers.map((broker) => broker.stop()))
    happened({ type: 'failed', exitCode: exitCodeOfError(error) })
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
  process.on('SIGTERM', () =>
    happened({ type: 'stop-asked', exitCode: exitCodes.clean, impatientExitCode: 143 }),
  )
  process.on('SIGINT', () =>
    happened({ type: 'stop-asked', exitCode: exitCodes.clean, impatientExitCode: 130 }),
  )
  const bug = (error: unknown): void => {
    shell.logger.error({ err: error }, 'a bug: the process cannot be trusted any more')
    happened({ type: 'failed', exitCode: exitCodes.internal })
  }
  process.on('uncaughtException', bug)
  process.on('unhandledRejection', bug)
  return happened
}
