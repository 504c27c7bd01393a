import { configured } from '#config'
import { type ExitCode, exitCodes } from '#config/exit-codes'
import { readFlags } from '#config/flags'
import { isEveryAddress } from '#config/listening'
import { type ReadFile, readConfigFile } from '#config/read-file'
import type { Settings } from '#config/settings'
import { address } from '#shared/address'
import { Failure, messageOf, misused } from './failure.ts'
import { reasonOf } from './kafka/connection.ts'
import { withKafka } from './kafka/use.ts'
import { plural } from './output.ts'
import type { Shell } from './shell.ts'
import type { Given } from './spec.ts'
import type { Server } from './specs/connection.ts'
import type { health } from './specs/program.ts'
import { visible } from './text.ts'

type Flags = Given<typeof health>['flags']

/** Whatever is wrong, it is not healthy: Docker knows 0 and 1 alone. */
export const askHealth = async (shell: Shell, { flags }: Given<typeof health>): Promise<ExitCode> => {
  if (flags.kafka && flags.url !== undefined) throw misused('--url and --kafka: give one of them')
  const { url, bootstrap } = askedAt(flags, () => settingsHere(shell.env, readConfigFile))
  const { timeout } = flags
  try {
    await shell.out(
      `${url === null ? await overKafka({ bootstrap, timeout }) : await overHttp(url, timeout)}\n`,
    )
    return exitCodes.clean
  } catch (error) {
    throw new Failure(`not healthy: ${messageOf(error)}`, exitCodes.failure)
  }
}

const READY = '/health/ready'

type Asked = Readonly<{
  /** Null to ask by Kafka's protocol. */
  url: URL | null
  bootstrap: readonly Server[]
}>

/** Where a broker is asked that has these settings. */
export const askedAt = (
  { url, kafka, bootstrap }: Pick<Flags, 'url' | 'kafka' | 'bootstrap'>,
  here: () => Settings,
): Asked => {
  if (url !== undefined) return { url: readyAt(url), bootstrap: [] }
  const { listeners, httpHost, httpPort } = here()
  if (!kafka && httpPort > 0)
    return { url: readyAt(`http://${address(reachable(httpHost), httpPort)}`), bootstrap: [] }
  const [{ host, port }] = listeners
  // Who takes any free port has said it to nobody.
  const own = { host: reachable(host), port: port === 0 ? KAFKA_PORT : port }
  return { url: null, bootstrap: bootstrap ?? [own] }
}

const KAFKA_PORT = 9_092

/** Faults do not matter: the broker that is asked may have been started with flags besides, `--insecure` for one. */
const settingsHere = (env: Shell['env'], readFile: ReadFile): Settings =>
  configured(readFlags([]), env, readFile).settings

const reachable = (host: string): string => {
  if (!isEveryAddress(host)) return host
  return host.includes(':') ? '::1' : '127.0.0.1'
}

const readyAt = (url: string): URL => {
  const found = URL.parse(url)
  if (found === null || !/^https?:$/.test(found.protocol))
    throw misused('--url: expected http://host:port/path')
  if (found.pathname === '/') found.pathname = READY
  return found
}

const overHttp = async (url: URL, timeoutMs: number): Promise<string> => {
  const signal = AbortSignal.timeout(timeoutMs)
  const asked = async () => {
    const answer = await fetch(url, { signal, redirect: 'error' })
    return { answer, text: await answer.text() }
  }
  const { answer, text } = await asked().catch((error: unknown) => {
    const late = signal.aborted ? `no answer within ${timeoutMs} ms` : undefined
    throw new Error(
      `${url.href}: ${late ?? reasonOf(error instanceof Error ? (error.cause ?? error) : error)}`,
    )
  })
  const said = visible(text.trim().slice(0, LONGEST))
  if (!answer.ok) throw new Error(`${url.href} answers ${answer.status}${said === '' ? '' : `: ${said}`}`)
  return said === '' ? 'healthy' : said
}

const LONGEST = 1_000

const overKafka = (connecting: Parameters<typeof withKafka>[0]): Promise<string> =>
  withKafka(connecting, async (kafka) => {
    const { brokers, clusterId } = await kafka.metadata([])
    if (brokers.length === 0) throw new Error('Metadata names no broker')
    return `healthy: cluster ${visible(clusterId ?? '?')}, ${plural(brokers.length, 'broker')}`
  })
