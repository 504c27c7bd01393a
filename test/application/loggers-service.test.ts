import { beforeEach, describe, expect, test } from 'vitest'
import { type GatedLevels, gatedLevels } from '#adapters/pino/levels'
import type { Loggers } from '#application/loggers'
import { loggersService } from '#application/loggers-service'
import type { ConfigChange } from '#domain/config/alteration'
import { components } from '#ports/logger'
import { E } from '#shared/fp'
import { silentLogger } from '#test/support/silent-logger'

let levels: GatedLevels
let loggers: Loggers
beforeEach(() => {
  levels = gatedLevels('info')
  loggers = loggersService({ levels, logger: silentLogger })
})

const set = (name: string, value: string | null): ConfigChange => ({ name, operation: 'set', value })
const unset = (name: string): ConfigChange => ({ name, operation: 'delete', value: null })
const levelOf = (name: string) => loggers.all().find((each) => each.name === name)?.level

test('loggers are the root and every component, with the level in force', () => {
  expect(loggers.all()).toEqual(['root', ...components].map((name) => ({ name, level: 'INFO' })))
})

test.each(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'])('%s can be set and is told', (level) => {
  expect(loggers.alter([set('groups', level)], false)).toEqual(E.right(undefined))
  expect([levelOf('groups'), levels.of('groups')]).toEqual([level, level.toLowerCase()])
})

test('a component whose level is taken away follows the root', () => {
  loggers.alter([set('root', 'ERROR'), set('groups', 'DEBUG')], false)
  expect([levelOf('root'), levelOf('groups'), levelOf('server')]).toEqual(['ERROR', 'DEBUG', 'ERROR'])
  loggers.alter([unset('groups')], false)
  expect(levelOf('groups')).toBe('ERROR')
})

test('no lines at all are told by their name', () => {
  levels.setRoot('silent')
  expect(levelOf('root')).toBe('OFF')
})

test('what is only to be looked at changes nothing', () => {
  expect(loggers.alter([set('root', 'DEBUG')], true)).toEqual(E.right(undefined))
  expect(levelOf('root')).toBe('INFO')
})

describe('refused in the words of Kafka, with nothing changed,', () => {
  const { invalidConfig, invalidRequest } = {
    invalidConfig: 'invalid-config',
    invalidRequest: 'invalid-request',
  }
  const unsupported = (level: string) =>
    `Cannot set the log level of groups to ${level} as it is not a supported log level. Valid log levels are DEBUG, ERROR, FATAL, INFO, TRACE, WARN`
  test.each<[string, ConfigChange, string, string]>([
    ['an unknown logger', set('kafka', 'DEBUG'), invalidConfig, 'Logger kafka does not exist!'],
    ['an unknown logger to unset', unset('kafka'), invalidConfig, 'Logger kafka does not exist!'],
    ['an unknown level', set('groups', 'LOUD'), invalidConfig, unsupported('LOUD')],
    ['a level in small letters', set('groups', 'debug'), invalidConfig, unsupported('debug')],
    ['OFF', set('groups', 'OFF'), invalidConfig, unsupported('OFF')],
    ['no level', set('groups', null), invalidRequest, 'Null value not supported for : groups'],
    [
      'the root to unset',
      unset('root'),
      invalidRequest,
      'Removing the log level of the root logger is not allowed',
    ],
    [
      'APPEND',
      { name: 'groups', operation: 'append', value: 'INFO' },
      invalidRequest,
      'APPEND operation is not allowed for the BROKER_LOGGER resource',
    ],
    [
      'SUBTRACT',
      { name: 'groups', operation: 'subtract', value: 'INFO' },
      invalidRequest,
      'SUBTRACT operation is not allowed for the BROKER_LOGGER resource',
    ],
    ['a logger named twice', set('server', 'INFO'), invalidRequest, 'Error due to duplicate config keys'],
  ])('is %s', (_, change, kind, message) => {
    expect(loggers.alter([set('server', 'DEBUG'), change], false)).toEqual(E.left({ kind, message }))
    expect(new Set(loggers.all().map(({ level }) => level))).toEqual(new Set(['INFO']))
  })
})
