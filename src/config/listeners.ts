import { parsed } from '#shared/codec'
import { E } from '#shared/fp'
import { described, type Value } from './described.ts'
import { derived } from './setting.ts'
import { isHost } from './values.ts'

/** One of Kafka's `listeners`, as it is written: `INTERNAL://10.0.0.7:9092`. */
export type WrittenListener = Readonly<{ name: string; host: string | undefined; port: number | undefined }>

/** Kafka compares names without regard to case (`ListenerName.normalised`). */
const form = /^([A-Za-z][A-Za-z0-9_.-]{0,99}):\/\/(\[[0-9A-Fa-f:.]+\]|[^:/[\]]*)(?::(\d{1,5}))?$/
const expected = 'expected NAME://HOST:PORT, separated by commas'

const read = (text: string): E.Either<string, WrittenListener> => {
  const [, name = '', bracketed = '', digits] = form.exec(text) ?? []
  const host = bracketed.replace(/^\[|\]$/g, '')
  const port = digits === undefined ? undefined : Number(digits)
  if (name === '' || (host !== '' && !isHost(host)) || (port ?? 0) > 65_535) return E.left(expected)
  return E.right({ name: name.toUpperCase(), host: host === '' ? undefined : host.toLowerCase(), port })
}

const readAll = (raw: unknown): E.Either<string, readonly WrittenListener[]> => {
  const items = typeof raw === 'string' ? raw.split(',') : raw
  if (!Array.isArray(items)) return E.left(expected)
  const found: WrittenListener[] = []
  for (const item of items) {
    const one = typeof item === 'string' ? read(item.trim()) : E.left(expected)
    if (E.isLeft(one)) return one
    if (found.some(({ name }) => name === one.right.name)) return E.left(`${one.right.name} is there twice`)
    found.push(one.right)
  }
  return found.length > 0 ? E.right(found) : E.left(expected)
}

const list = (accept: (of: WrittenListener) => string | undefined): Value<readonly WrittenListener[]> =>
  described(
    parsed('listeners', (raw) => {
      const all = readAll(raw)
      const fault = E.isRight(all) ? all.right.map(accept).find((each) => each !== undefined) : undefined
      return fault === undefined ? all : E.left(fault)
    }),
    {
      type: ['string', 'array'],
      minLength: 1,
      minItems: 1,
      pattern: '://',
      items: { type: 'string', pattern: '://' },
    },
  )

/** Where a broker listens, and where its clients are sent to; the short form of one listener is host and port. */
export const listeners = {
  listeners: derived(
    {
      path: 'server.listeners',
      flag: '--listeners',
      value: 'NAME://HOST:PORT,...',
      type: list(({ name, port }) => (port === undefined ? `${name} has no port` : undefined)),
      about:
        'Several addresses to listen on, by name, instead of host and port. A listener without a host listens on the host.',
      kafka: ['listeners'],
      example: 'INTERNAL://0.0.0.0:9092,EXTERNAL://0.0.0.0:9094',
      isAlternative: true,
    },
    'PLAINTEXT://host:port',
  ),
  advertisedListeners: derived(
    {
      path: 'server.advertised-listeners',
      flag: '--advertised-listeners',
      value: 'NAME://HOST:PORT,...',
      type: list(({ name, host, port }) => {
        if (host === undefined) return `${name} has no host`
        return port === 0 ? `${name} has no port` : undefined
      }),
      about:
        'The address that clients of each listener are told to connect to, of all brokers; without a port, the one listened on.',
      kafka: ['advertised.listeners'],
      example: 'INTERNAL://kedge:9092,EXTERNAL://kafka.example.org:9094',
      isAlternative: true,
    },
    'for each listener the address that it listens on',
  ),
} as const
