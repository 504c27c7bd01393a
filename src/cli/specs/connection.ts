import { duration, oneOf } from '#config/values'
import { parsed } from '#shared/codec'
import { E } from '#shared/fp'
import { defaulted, toggle } from '../spec.ts'

export type Server = Readonly<{ host: string; port: number }>

const KAFKA_PORT = 9092

/** `host:port,...`; an IPv6 address with a port stands in brackets. */
const servers = parsed('servers', (raw) => {
  const found: Server[] = []
  for (const part of String(raw).split(',')) {
    const [, bracketed, plain, digits] =
      /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/.exec(part.trim()) ?? []
    const host = bracketed ?? plain
    const port = digits === undefined ? KAFKA_PORT : Number(digits)
    if (host === undefined || port < 1 || port > 65_535)
      return E.left('expected host:port, or several with commas')
    found.push({ host, port })
  }
  return E.right(found)
})

const longest = 3_600_000

const timeout = defaulted(
  {
    value: 'TIME',
    type: duration(1, longest),
    about: 'How long a broker may take to answer, with asking again: 500ms, 30s, 5m.',
    otherwise: '30s',
  },
  30_000,
)

const noColor = toggle('No colors; so does the variable NO_COLOR.')

export const bootstrap = {
  value: 'HOST:PORT,...',
  type: servers,
  about: 'Brokers to begin with; one that answers is enough.',
  variable: 'KEDGE_BOOTSTRAP',
} as const

/** Of every command that asks a cluster. */
export const connection = {
  bootstrap: defaulted({ ...bootstrap, otherwise: '127.0.0.1:9092' }, [
    { host: '127.0.0.1', port: KAFKA_PORT },
  ]),
  timeout,
  noColor,
}

export const output = defaulted(
  {
    value: 'table | json',
    type: oneOf('table', 'json'),
    about: 'How the result is printed.',
    choices: ['table', 'json'],
  },
  'table',
)

export const yes = toggle('Do not ask. Needed where nobody can be asked.')
