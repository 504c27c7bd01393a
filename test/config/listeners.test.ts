import { describe, expect, test } from 'vitest'
import { configured, faults, file } from '#test/support/configured'

const listenersOf = (...args: string[]) => configured({ args }).settings.listeners

describe('listeners', () => {
  test('are one, called PLAINTEXT, in the short form', () => {
    expect(listenersOf('--host', 'LocalHost', '--port', '1', '--advertised-port', '2')).toEqual([
      { name: 'PLAINTEXT', host: 'localhost', port: 1, advertisedHost: 'localhost', advertisedPort: 2 },
    ])
  })

  test('have names, in capitals as Kafka compares them, and tell the address that they listen on', () => {
    expect(listenersOf('--listeners', 'internal://127.0.0.1:9092, Ex.ternal-1://[::1]:9094')).toEqual([
      {
        name: 'INTERNAL',
        host: '127.0.0.1',
        port: 9092,
        advertisedHost: '127.0.0.1',
        advertisedPort: undefined,
      },
      { name: 'EX.TERNAL-1', host: '::1', port: 9094, advertisedHost: '::1', advertisedPort: undefined },
    ])
  })

  test('without a host listen on the host, and may tell another address, with a port of its own or without', () => {
    const [one, two] = listenersOf(
      '--host',
      '127.0.0.2',
      '--listeners',
      'a://:1,b://:2',
      '--advertised-listeners',
      'B://k.example.org,A://[fe80::1]:3',
    )
    expect(one).toMatchObject({ host: '127.0.0.2', advertisedHost: 'fe80::1', advertisedPort: 3 })
    expect(two).toMatchObject({
      host: '127.0.0.2',
      advertisedHost: 'k.example.org',
      advertisedPort: undefined,
    })
  })

  test('are the host and port that settings have, for who knows of one alone', () => {
    const args = ['--listeners', 'a://127.0.0.3:5,b://:2', '--advertised-listeners', 'a://k:3']
    expect(configured({ args }).settings).toMatchObject({
      host: '127.0.0.3',
      port: 5,
      advertisedHost: 'k',
      advertisedPort: 3,
    })
  })

  test.each([
    [['--listeners', 'a'], '--listeners: expected NAME://HOST:PORT, separated by commas'],
    [['--listeners', ''], '--listeners: expected NAME://HOST:PORT, separated by commas'],
    [['--listeners', 'a://h:1,'], '--listeners: expected NAME://HOST:PORT, separated by commas'],
    [['--listeners', 'a://::1:1'], '--listeners: expected NAME://HOST:PORT, separated by commas'],
    [['--listeners', 'a://h:70000'], '--listeners: expected NAME://HOST:PORT, separated by commas'],
    [['--listeners', 'a://localhost'], '--listeners: A has no port'],
    [['--listeners', 'a://:1,A://:2'], '--listeners: A is there twice'],
    [['--listeners', 'a://:1,b://:1'], '--listeners: A and B would listen on the same port'],
    [
      ['--listeners', 'a://:1,b://:3', '--brokers', '3'],
      '--listeners: A and B would listen on the same port',
    ],
    [
      ['--listeners', 'a://:1,b://:65535', '--brokers', '2'],
      '--listeners: there are no 2 ports from 65535 on',
    ],
    [['--advertised-listeners', 'plaintext://:1'], '--advertised-listeners: PLAINTEXT has no host'],
    [['--advertised-listeners', 'plaintext://k:0'], '--advertised-listeners: PLAINTEXT has no port'],
    [['--advertised-listeners', 'b://k:1'], '--advertised-listeners: B is no listener; there are PLAINTEXT'],
    [
      ['--listeners', 'a://:1', '--port', '1'],
      '--port: says what --listeners says; only one of them can be set',
    ],
    [
      ['--advertised-listeners', 'plaintext://k:1', '--advertised-host', 'k'],
      '--advertised-host: says what --advertised-listeners says; only one of them can be set',
    ],
  ])('%j is refused', (args, fault) => {
    expect(faults({ args })).toEqual([fault])
  })

  test('need --insecure, each that others can reach', () => {
    const read = file('listeners: in://127.0.0.1:1,out://0.0.0.0:2,lan://10.0.0.1:3\n')
    const fault = (host: string) =>
      `kedge.yaml: listeners: no authentication yet: whoever reaches ${host} may read and write; --insecure allows it`
    expect(faults({ read })).toEqual([fault('0.0.0.0'), fault('10.0.0.1')])
  })
})

describe('an address that others cannot reach', () => {
  const warnings = (...args: string[]) => configured({ args: ['--insecure', ...args] }).warnings

  test('is warned of when a listener that they can reach tells it', () => {
    expect(warnings('--host', '0.0.0.0', '--advertised-host', 'localhost')).toEqual([
      '--advertised-host: clients of PLAINTEXT are told to connect to localhost, which reaches this broker from its own machine only',
    ])
    const listeners = ['--listeners', 'in://127.0.0.1:1,ex://10.0.0.1:2,lan://10.0.0.1:3']
    expect(warnings(...listeners, '--advertised-listeners', 'ex://0.0.0.0:2,lan://127.0.0.1')).toEqual([
      '--advertised-listeners: clients of EX are told to connect to 0.0.0.0, which reaches this broker from its own machine only',
      '--advertised-listeners: clients of LAN are told to connect to 127.0.0.1, which reaches this broker from its own machine only',
    ])
    expect(warnings('--listeners', 'ex://0.0.0.0:2')).toEqual([
      '--listeners: 0.0.0.0 is told to clients as 127.0.0.1; set --advertised-listeners for clients of other machines',
    ])
  })

  test('is none where nobody else can connect, or where another is told', () => {
    expect(warnings('--listeners', 'in://127.0.0.1:1', '--advertised-listeners', 'in://localhost:1')).toEqual(
      [],
    )
    expect(warnings('--host', '0.0.0.0', '--advertised-host', 'k.example.org')).toEqual([])
  })
})
