import { type DestinationStream, type Logger as Pino, pino } from 'pino'
import type { Logger } from '#ports/logger'
import { pretty } from './pretty.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** JSON lines on standard output; lines for people where that is a terminal. */
export const pinoLogger = (level: LogLevel, destination: DestinationStream = standardOutput()): Logger =>
  adapt(
    pino(
      {
        level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
        redact: { paths: [...secrets, ...secrets.map((name) => `*.${name}`)], censor: '[redacted]' },
      },
      destination,
    ),
  )

const secrets = ['password', 'authBytes', 'saslPassword', 'url']

/** Written at once: the last line before a crash is the one that matters. */
const standardOutput = (): DestinationStream => {
  const file = pino.destination({ dest: 1, sync: true })
  return process.stdout.isTTY ? { write: (line) => file.write(pretty(line)) } : file
}

const adapt = (logger: Pino): Logger => ({
  debug: (facts, message) => logger.debug(facts, message),
  info: (facts, message) => logger.info(facts, message),
  warn: (facts, message) => logger.warn(facts, message),
  error: (facts, message) => logger.error(facts, message),
  child: (bindings) => adapt(logger.child(bindings)),
})
