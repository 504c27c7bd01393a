import { describe, expect, test } from 'vitest'
import { type LogLevel, pinoLogger } from '#adapters/pino/logger'
import { pretty } from '#adapters/pino/pretty'

const logged = (level: LogLevel = 'debug') => {
  const lines: string[] = []
  return { lines, logger: pinoLogger(level, { write: (line) => lines.push(line) }) }
}
const parse = (line: string | undefined): unknown => JSON.parse(line ?? '')

describe('lines', () => {
  test('are JSON with level, time, message and facts', () => {
    const { lines, logger } = logged()
    logger.info({ topic: 'orders', partition: 3 }, 'opened')
    expect(parse(lines[0])).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      topic: 'orders',
      partition: 3,
      msg: 'opened',
    })
    expect(lines[0]).toMatch(/^[^\n]+\n$/)
  })

  test('below the level are not written', () => {
    const { lines, logger } = logged('warn')
    logger.debug({}, 'a')
    logger.info({}, 'b')
    logger.warn({}, 'c')
    logger.error({}, 'd')
    expect(lines.map(parse)).toMatchObject([{ level: 'warn' }, { level: 'error' }])
    const silent = logged('silent')
    silent.logger.error({}, 'd')
    expect(silent.lines).toEqual([])
  })

  test('of a child carry its bindings', () => {
    const { lines, logger } = logged()
    logger.child({ broker: 1 }).child({ connection: 'c7' }).debug({}, 'hello')
    expect(parse(lines[0])).toMatchObject({ level: 'debug', broker: 1, connection: 'c7' })
  })

  test('show errors whole and secrets not at all', () => {
    const { lines, logger } = logged()
    logger.error({ err: new Error('gone'), password: 'p', store: { url: 'redis://:p@h' } }, 'failed')
    expect(parse(lines[0])).toMatchObject({
      err: { message: 'gone', stack: expect.stringContaining('logger.test') },
      password: '[redacted]',
      store: { url: '[redacted]' },
    })
  })
})

describe('for people', () => {
  test('a line has its time, level, message and facts', () => {
    const line =
      '{"level":"warn","time":"2026-11-22T04:01:19.123Z","attempt":3,"host":"h","msg":"store is gone"}\n'
    expect(pretty(line)).toBe('04:01:19.123 WARN  store is gone  attempt=3 host=h\n')
  })

  test('an error has its stack', () => {
    const line =
      '{"level":"error","time":"2026-11-22T04:01:19.123Z","err":{"stack":"Error: x\\n  at y"},"msg":"bad"}\n'
    expect(pretty(line)).toBe('04:01:19.123 ERROR bad\nError: x\n  at y\n')
  })

  test('nothing quoted reaches the terminal as an escape sequence', () => {
    const line =
      '{"level":"info","time":"2026-11-22T04:01:19.123Z","msg":"\\u001b[2J","client":"\\u009b1m"}\n'
    expect(pretty(line)).toBe('04:01:19.123 INFO  ?[2J  client=?1m\n')
  })
})
