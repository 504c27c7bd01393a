import { type DestinationStream, type Logger as Pino, pino } from 'pino'
import type { LogLevel, LogLevels } from '#ports/log-levels'
import type { Component, Log, Logger } from '#ports/logger'
import type { Timers } from '#ports/timers'
import { shownError } from './error.ts'
import { type Gate, type GatedLevels, gatedLevels, severity } from './levels.ts'
import { pretty } from './pretty.ts'
import { printable, printableJson } from './printable.ts'
import { type Repeats, repeats } from './repeats.ts'
import { redact, scrubber } from './secrets.ts'

export interface Logging {
  readonly logger: Logger
  readonly levels: LogLevels
  /** The last line of a process, at the component's level. */
  readonly fatal: Log
  /** What was counted and not told yet is told: before the process ends. */
  readonly flush: () => void
  /** Text that is shown elsewhere: without secrets, and without what a terminal would take for a command. */
  readonly clean: (text: string) => string
}

export type LoggingOptions = Readonly<{
  level: LogLevel
  /** Lines of JSON, or lines for people. */
  format: 'json' | 'pretty'
  timers: Timers
  /** What no line may contain. */
  secrets?: readonly string[]
  destination?: DestinationStream
}>

export const openLogging = (options: LoggingOptions): Logging => {
  const { level, format, timers, secrets = [], destination = standardOutput() } = options
  const scrub = scrubber(secrets)
  const show = format === 'json' ? printableJson : pretty
  const own = pino(
    {
      // What is written is decided by the gates: pino would have to be told of each child.
      level: 'trace',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: shownError },
      redact,
    },
    { write: (line) => destination.write(show(scrub(line))) },
  )
  const levels = gatedLevels(level)
  const repeated = repeats<Component | undefined>(timers, ({ kind, message, count }) =>
    own.warn({ component: kind, suppressed: count, repeated: message }, 'lines like this were left out'),
  )
  const logger = adapt({ pino: own, levels, repeated }, undefined)
  return {
    logger,
    levels,
    fatal: (facts, message) => own.fatal(facts, message),
    flush: repeated.flush,
    clean: (text) => scrub(text).split('\n').map(printable).join('\n'),
  }
}

/** Written at once: the last line before a crash is the one that matters. */
const standardOutput = (): DestinationStream => {
  const file = pino.destination({ dest: 1, sync: true, maxLength: MOST_UNWRITTEN })
  // A disk that is full, or a reader that is gone, is no reason to stop serving.
  file.on('error', () => {})
  return file
}

/** Bytes that are kept while they cannot be written; what comes on top is lost. */
const MOST_UNWRITTEN = 1024 * 1024

type On = Readonly<{ pino: Pino; levels: GatedLevels; repeated: Repeats<Component | undefined> }>

const severities = {
  debug: severity('debug'),
  info: severity('info'),
  warn: severity('warn'),
  error: severity('error'),
}

const adapt = (on: On, component: Component | undefined): Logger => {
  const { pino: own, levels, repeated } = on
  const gate: Gate = levels.gate(component)
  return {
    debug: (facts, message) => {
      if (gate.from <= severities.debug) own.debug(facts, message)
    },
    info: (facts, message) => {
      if (gate.from <= severities.info) own.info(facts, message)
    },
    warn: (facts, message) => {
      if (gate.from <= severities.warn && repeated.admits(component, message)) own.warn(facts, message)
    },
    error: (facts, message) => {
      if (gate.from <= severities.error && repeated.admits(component, message)) own.error(facts, message)
    },
    isDebug: () => gate.from <= severities.debug,
    child: (facts) => adapt({ ...on, pino: own.child(facts) }, facts.component ?? component),
  }
}
