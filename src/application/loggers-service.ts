import { type ConfigChange, malformed } from '#domain/config/alteration'
import { type LoggerName, type LogLevel, type LogLevels, ROOT_LOGGER } from '#ports/log-levels'
import { components, type Logger } from '#ports/logger'
import { E } from '#shared/fp'
import type { LoggerRefusal, Loggers } from './loggers.ts'

/** Kafka's names (`LogLevelConfig`, and log4j's for none at all). */
const kafkaNames = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
  silent: 'OFF',
} as const satisfies Record<LogLevel, string>

/** What may be asked for: Kafka does not take OFF. */
const askedFor: ReadonlyMap<string, LogLevel> = new Map([
  ['DEBUG', 'debug'],
  ['ERROR', 'error'],
  ['FATAL', 'fatal'],
  ['INFO', 'info'],
  ['TRACE', 'trace'],
  ['WARN', 'warn'],
])

const names: readonly LoggerName[] = [ROOT_LOGGER, ...components]

export const loggersService = ({
  levels,
  logger,
}: Readonly<{ levels: LogLevels; logger: Logger }>): Loggers => {
  const apply = ({ logger: name, level }: LevelChange): void => {
    if (name !== ROOT_LOGGER) levels.set(name, level)
    else if (level !== null) levels.setRoot(level)
    logger.warn({ logger: name, logLevel: levels.of(name) }, 'the level of a logger was altered')
  }
  return {
    all: () => names.map((name) => ({ name, level: kafkaNames[levels.of(name)] })),
    alter: (changes, validateOnly) => {
      const wanted = levelChanges(changes)
      if (E.isLeft(wanted)) return wanted
      if (!validateOnly) for (const change of wanted.right) apply(change)
      return E.right(undefined)
    },
  }
}

type LevelChange = Readonly<{ logger: LoggerName; level: LogLevel | null }>

/** In the order, and with the words, of Kafka's `RuntimeLoggerManager`. */
const levelChanges = (changes: readonly ConfigChange[]): E.Either<LoggerRefusal, readonly LevelChange[]> => {
  const fault = malformed(changes)
  if (fault !== undefined) return refuse('invalid-request', fault)
  const wanted: LevelChange[] = []
  for (const { name, operation, value } of changes) {
    if (operation === 'append' || operation === 'subtract')
      return refuse(
        'invalid-request',
        `${operation.toUpperCase()} operation is not allowed for the BROKER_LOGGER resource`,
      )
    const logger = names.find((known) => known === name)
    if (logger === undefined) return refuse('invalid-config', `Logger ${name} does not exist!`)
    const level = operation === 'delete' ? null : askedFor.get(value ?? '')
    if (level === undefined)
      return refuse(
        'invalid-config',
        `Cannot set the log level of ${name} to ${value} as it is not a supported log level. Valid log levels are ${[...askedFor.keys()].join(', ')}`,
      )
    if (level === null && logger === ROOT_LOGGER)
      return refuse('invalid-request', 'Removing the log level of the root logger is not allowed')
    wanted.push({ logger, level })
  }
  return E.right(wanted)
}

const refuse = (kind: LoggerRefusal['kind'], message: string): E.Either<LoggerRefusal, never> =>
  E.left({ kind, message })
