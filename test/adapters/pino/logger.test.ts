import { describe, expect, test } from 'vitest'
import { type LoggingOptions, openLogging } from '#adapters/pino/logger'
import { pretty } from '#adapters/pino/pretty'
import { manualTime } from '#test/support/manual-time'

const logged = (options: Partial<LoggingOptions> = {}) => {
  const lines: string[] = []
  const time = manualTime()
  const logging = openLogging({
    level: 'debug',
    format: 'json',
    timers: time.timers,
    destination: { write: (line) => lines.push(line) },
    ...options,
  })
  return { lines, time, ...logging }
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
    const { lines, logger } = logged({ level: 'warn' })
    logger.debug({}, 'a')
    logger.info({}, 'b')
    logger.warn({}, 'c')
    logger.error({}, 'd')
    expect(lines.map(parse)).toMatchObject([{ level: 'warn' }, { level: 'error' }])
    const silent = logged({ level: 'silent' })
    silent.logger.error({}, 'd')
    expect(silent.lines).toEqual([])
  })

  test('of a child carry its facts, and the last ones of a process are written whatever the level', () => {
    const { lines, logger, fatal } = logged({ level: 'silent' })
    logger.child({ broker: 1 }).child({ component: 'groups' }).error({}, 'hello')
    fatal({ component: 'process' }, 'the end')
    expect(lines.map(parse)).toMatchObject([{ level: 'fatal', component: 'process', msg: 'the end' }])
    const { lines: all, logger: loud } = logged()
    loud.child({ broker: 1 }).child({ component: 'groups', connection: 7 }).debug({}, 'hello')
    expect(parse(all[0])).toMatchObject({ level: 'debug', broker: 1, component: 'groups', connection: 7 })
  })

  test('of an error have its type, message, stack, code and cause, and nothing else that hangs on it', () => {
    const { lines, logger } = logged()
    const cause = Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: ['hunter22'] } })
    const err = Object.assign(new TypeError('gone', { cause }), { code: 'ECONNRESET' })
    logger.error({ err }, 'failed')
    expect(parse(lines[0])).toMatchObject({
      err: {
        type: 'TypeError',
        message: 'gone',
        stack: expect.stringContaining('logger.test'),
        code: 'ECONNRESET',
        cause: { type: 'Error', message: 'WRONGPASS' },
      },
    })
    expect(lines[0]).not.toContain('hunter22')
  })

  test('of an error that is endless end', () => {
    const { lines, logger } = logged()
    const err: Error & { cause?: unknown } = new Error('x'.repeat(100_000))
    err.cause = err
    logger.error({ err }, 'failed')
    expect(lines[0]?.length).toBeLessThan(120_000)
  })
})

describe('levels', () => {
  test('of a component are its own until they are taken away, also for loggers that are there already', () => {
    const { lines, logger, levels } = logged({ level: 'info' })
    const groups = logger.child({ component: 'groups' })
    const one = groups.child({ group: 'g' })
    expect(levels.of('groups')).toBe('info')
    one.debug({}, '1')
    levels.set('groups', 'debug')
    expect([one.isDebug(), logger.isDebug()]).toEqual([true, false])
    one.debug({}, '2')
    logger.child({ component: 'server' }).debug({}, '3')
    levels.setRoot('error')
    expect([levels.of('root'), levels.of('groups'), levels.of('server')]).toEqual(['error', 'debug', 'error'])
    one.debug({}, '4')
    levels.set('groups', null)
    expect(levels.of('groups')).toBe('error')
    one.warn({}, '5')
    expect(lines.map(parse)).toMatchObject([{ msg: '2' }, { msg: '4' }])
  })
})

describe('secrets', () => {
  const secret = 'p4ss/w"rd'
  test.each([
    ['a fact of that name', { password: secret, store: { url: `redis://${secret}@h` }, authBytes: 'Zm9v' }],
    [
      'an address in an error',
      { err: new Error('connect redis://user:other-s3cret@10.0.0.1:6379/0 failed') },
    ],
    ['a cause', { err: new Error('x', { cause: new Error(`AUTH ${secret} was refused`) }) }],
    ['a message of its own', { reason: `not ${encodeURIComponent(secret)}` }],
    ['a parameter of an address', { reason: 'redis://host:1/0?family=4&password=other-s3cret&x=1' }],
    ['an address with another @ in it', { reason: 'rediss://:other-s3cret@more@host' }],
  ])('do not show in %s', (_, facts) => {
    for (const format of ['json', 'pretty'] as const) {
      const { lines, logger } = logged({ format, secrets: [secret] })
      logger.error(facts, 'failed')
      for (const hidden of [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret),
        'other-s3cret',
        'Zm9v',
      ])
        expect(lines.join('')).not.toContain(hidden)
      expect(lines.join('')).toContain('[redacted]')
      if (format === 'json') expect(parse(lines[0])).toMatchObject({ msg: 'failed' })
    }
  })

  test('are not so short that nothing could be read', () => {
    const { lines, logger } = logged({ secrets: ['', 'e'] })
    logger.info({}, 'here we are')
    expect(parse(lines[0])).toMatchObject({ msg: 'here we are' })
  })
})

describe('what a client sends', () => {
  const hostile = 'a\u001b[2J\u009b1m\u202eb\r\nforged\u0000\u007f\u2028'

  test('reaches no terminal as a command, in JSON neither, where it can still be read', () => {
    const { lines, logger } = logged()
    logger.warn({ clientId: hostile }, 'hello')
    expect(lines[0]).toMatch(/^[\u0020-\u007e]+\n$/)
    expect(parse(lines[0])).toMatchObject({ clientId: hostile })
  })

  test('forges no line for people, also not as the message of an error', () => {
    const { lines, logger } = logged({ format: 'pretty' })
    logger.warn({ clientId: hostile, err: new Error(hostile) }, 'hello')
    const [head = '', ...below] = (lines[0] ?? '').trimEnd().split('\n')
    expect(head).toContain('WARN  hello  clientId="a\\u001b[2J')
    for (const line of below) expect(line).toMatch(/^ {4}[\u0020-\u007e]*$/)
  })
})

describe('for people', () => {
  test('a line has its time, level, component, message and facts', () => {
    const line =
      '{"level":"warn","time":"2026-11-22T04:01:19.123Z","component":"redis","attempt":3,"host":"h","why":"no way","msg":"store is gone"}\n'
    expect(pretty(line)).toBe('04:01:19.123 WARN  redis: store is gone  attempt=3 host=h why="no way"\n')
  })

  test('an error has its stack and that of its cause', () => {
    const line =
      '{"level":"error","time":"2026-11-22T04:01:19.123Z","err":{"stack":"Error: x\\n    at y","cause":{"stack":"Error: z"}},"msg":"bad"}\n'
    expect(pretty(line)).toBe('04:01:19.123 ERROR bad\n    Error: x\n        at y\n    caused by Error: z\n')
  })

  test('what was thrown and is no error is shown, too', () => {
    expect(pretty('{"level":"error","time":"","err":"oh\\u001b","msg":"bad"}\n')).toBe(
      ' ERROR bad\n    oh?\n',
    )
  })
})

describe('the same warning again and again', () => {
  const facts = (line: string | undefined) => {
    const { time: _, ...rest } = Object(parse(line))
    return rest
  }

  test('is written ten times in ten seconds, and then how many more there were', async () => {
    const { lines, logger, time } = logged()
    const server = logger.child({ component: 'server' })
    for (let i = 0; i < 1_000; i++) server.warn({ i }, 'a client was too slow')
    expect(lines).toHaveLength(10)
    server.error({}, 'another message')
    logger.child({ component: 'groups' }).warn({}, 'a client was too slow')
    expect(lines).toHaveLength(12)
    await time.pass(9_999)
    expect(lines).toHaveLength(12)
    await time.pass(1)
    expect(lines.slice(12).map(facts)).toEqual([
      {
        level: 'warn',
        component: 'server',
        suppressed: 990,
        repeated: 'a client was too slow',
        msg: 'lines like this were left out',
      },
    ])
    server.warn({}, 'a client was too slow')
    expect(lines).toHaveLength(14)
    await time.pass(60_000)
    expect(lines).toHaveLength(14)
    expect(time.pending()).toBe(0)
  })

  test('is one of so many kinds that are told apart; debug and info lines are all written', async () => {
    const { lines, logger, time } = logged()
    for (let i = 0; i < 5_000; i++) logger.warn({}, `message ${i}`)
    expect(lines).toHaveLength(200 + 10)
    await time.pass(10_000)
    expect(lines.slice(210).map(facts)).toMatchObject([{ suppressed: 4_790, repeated: 'other messages' }])
    for (let i = 0; i < 50; i++) {
      logger.info({}, 'same')
      logger.debug({}, 'same')
    }
    expect(lines).toHaveLength(211 + 100)
  })

  test('is told of before the process ends', () => {
    const { lines, logger, flush } = logged()
    for (let i = 0; i < 12; i++) logger.warn({}, 'x')
    flush()
    expect(facts(lines.at(-1))).toMatchObject({ suppressed: 2 })
    flush()
    expect(lines).toHaveLength(11)
  })

  test('that is not written at this level is not counted', () => {
    const { lines, logger, levels, flush } = logged({ level: 'error' })
    for (let i = 0; i < 50; i++) logger.warn({}, 'x')
    levels.setRoot('warn')
    logger.warn({}, 'x')
    flush()
    expect(lines).toHaveLength(1)
  })
})
