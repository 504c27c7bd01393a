import type { Environment } from '#config/environment'
import { type ExitCode, exitCodes } from '#config/exit-codes'
import { Failure, messageOf, misused } from './failure.ts'
import { reasonOf } from './kafka/connection.ts'
import { withKafka } from './kafka/use.ts'
import { plural } from './output.ts'
import type { Shell } from './shell.ts'
import type { Given } from './spec.ts'
import type { health } from './specs/program.ts'
import { visible } from './text.ts'

type Flags = Given<typeof health>['flags']

/** Whatever is wrong, it is not healthy: Docker knows 0 and 1 alone. */
export const askHealth = async (shell: Shell, { flags }: Given<typeof health>): Promise<ExitCode> => {
  if (flags.kafka && flags.url !== undefined) throw misused('--url and --kafka: give one of them')
  const url = flags.kafka ? null : urlOf(flags, shell.env)
  try {
    await shell.out(`${url === null ? await overKafka(flags) : await overHttp(url, flags.timeout)}\n`)
    return exitCodes.clean
  } catch (error) {
    throw new Failure(`not healthy: ${messageOf(error)}`, exitCodes.failure)
  }
}

const READY = '/health/ready'

const urlOf = ({ url }: Flags, env: Environment): URL => {
  const port = env['KEDGE_HTTP_PORT'] ?? ''
  // In Kubernetes it may be the address of a service named kedge-http.
  const found = URL.parse(url ?? `http://127.0.0.1:${/^\d+$/.test(port) ? port : '8080'}`)
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

const overKafka = (flags: Flags): Promise<string> =>
  withKafka(flags, async (kafka) => {
    const { brokers, clusterId } = await kafka.metadata([])
    if (brokers.length === 0) throw new Error('Metadata names no broker')
    return `healthy: cluster ${visible(clusterId ?? '?')}, ${plural(brokers.length, 'broker')}`
  })
