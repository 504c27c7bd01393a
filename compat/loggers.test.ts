import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kedges } from '#test/support/kedge-process'
import { kafkaConfigs } from './java.ts'

// kafka-configs.sh --entity-type broker-loggers, as an operator uses it to see more of one component for a while.

describe('kafka-configs of broker loggers', () => {
  const kedge = kedges()
  let address = ''
  let output = () => ''
  const configs = (...args: readonly string[]) =>
    kafkaConfigs(
      '--bootstrap-server',
      address,
      ...args,
      '--entity-type',
      'broker-loggers',
      '--entity-name',
      '0',
    )
  const levels = async () => levelsIn(await configs('--describe'))
  const refused = (...args: readonly string[]) =>
    configs('--alter', ...args).then(() => 'not refused', String)

  beforeAll(async () => {
    const broker = await kedge.start(['--store', 'memory:', '--log-format', 'json'])
    ;({ address, output } = broker)
  })
  afterAll(() => kedge.stopAll())

  test('describes them', async () => {
    const all = await levels()
    expect(all.get('root')).toBe('INFO')
    expect(all.get('groups')).toBe('INFO')
    expect(new Set(all.values())).toEqual(new Set(['INFO']))
  })

  test('sets one, which is in force at once, and takes it away', async () => {
    expect(output()).not.toContain('"component":"requests"')
    expect(await configs('--alter', '--add-config', 'requests=DEBUG,groups=ERROR')).toContain(
      'Completed updating config for broker-logger 0.',
    )
    const all = await levels()
    expect([all.get('requests'), all.get('groups'), all.get('root')]).toEqual(['DEBUG', 'ERROR', 'INFO'])
    expect(output()).toMatch(/"component":"requests".*"api":"DescribeConfigs"/)
    await configs('--alter', '--delete-config', 'requests,groups')
    expect((await levels()).get('requests')).toBe('INFO')
  })

  test('sets the root, which all follow that have none of their own', async () => {
    await configs('--alter', '--add-config', 'root=WARN,server=DEBUG')
    const all = await levels()
    expect([all.get('root'), all.get('groups'), all.get('server')]).toEqual(['WARN', 'WARN', 'DEBUG'])
    await configs('--alter', '--add-config', 'root=INFO', '--delete-config', 'server')
  })

  test('is told why something cannot be', async () => {
    expect(await refused('--add-config', 'root=LOUD')).toContain(
      'InvalidConfigurationException: Cannot set the log level of root to LOUD as it is not a supported log level. Valid log levels are DEBUG, ERROR, FATAL, INFO, TRACE, WARN',
    )
    expect(await refused('--delete-config', 'root')).toContain(
      'InvalidRequestException: Removing the log level of the root logger is not allowed',
    )
    // The tool looks at what there is before it asks.
    expect(await refused('--add-config', 'kafka.server=DEBUG')).toContain(
      'Invalid broker logger(s): kafka.server',
    )
    const elsewhere = ['--entity-type', 'broker-loggers', '--entity-name', '7', '--describe']
    expect(await kafkaConfigs('--bootstrap-server', address, ...elsewhere)).toContain(
      "The broker-logger '7' doesn't exist",
    )
  })
})

const levelsIn = (printed: string): ReadonlyMap<string, string> =>
  new Map([...printed.matchAll(/^ {2}(\S+?)=([A-Z]+) /gm)].map(([, name = '', level = '']) => [name, level]))
