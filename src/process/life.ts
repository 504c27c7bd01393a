import { systemClock } from '#adapters/system/clock'
import { systemTimers } from '#adapters/system/timers'
import { exitCodes } from '#config/exit-codes'
import { evolveProcess, initialProcess, type ProcessEvent } from '#domain/process/lifecycle'
import type { Log, Logger } from '#ports/logger'

/**
 * A signal this soon after another is the same request: npm passes on what the terminal, or who stops a whole group of
 * processes, has sent to this one already.
 */
const ECHO_MS = 250

export type Shell = Readonly<{
  /** Told once, before anything else of the stop: from now on this process is not ready. */
  draining: () => void
  drain: () => Promise<unknown>
  patienceMs: number
  logger: Logger
  fatal: Log
  /** The last thing before the process ends. */
  flush: () => void
}>

/** Runs the process's life cycle: signals in, draining and the exit out. */
export const lifeOf = (shell: Shell): ((event: ProcessEvent) => void) => {
  let state = initialProcess
  const happened = (event: ProcessEvent): void => {
    const before = state.value
    state = evolveProcess(state, event)
    if (state.value === before) return
    if (state.value === 'draining') beginDraining()
    if (state.value === 'stopped') {
      shell.flush()
      process.exit(state.context.exitCode)
    }
  }
  const beginDraining = (): void => {
    shell.logger.info({}, 'stopping: finishing what is under way')
    shell.draining()
    systemTimers.after(shell.patienceMs, () => {
      shell.logger.error({ ms: shell.patienceMs }, 'not everything could be finished in time')
      happened({ type: 'drain-timed-out' })
    })
    shell.drain().then(
      () => {
        shell.logger.info({}, 'stopped')
        happened({ type: 'drained' })
      },
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
  process.on('SIGTERM', signalled(exitCodes.terminated))
  process.on('SIGINT', signalled(exitCodes.interrupted))
  const bug = (error: unknown): void => {
    shell.fatal({ component: 'process', err: error }, 'a bug: the process cannot be trusted any more')
    happened({ type: 'failed', exitCode: exitCodes.internal })
  }
  process.on('uncaughtException', bug)
  process.on('unhandledRejection', bug)
  return happened
}
