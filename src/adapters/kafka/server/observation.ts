import { channel } from 'node:diagnostics_channel'
import { errorName } from '#adapters/kafka/protocol/error-names'
import type { Clock } from '#ports/clock'
import type { Counter, Metrics } from '#ports/metrics'
import type { Span, Tracer } from '#ports/tracer'
import type { Request } from './dispatcher.ts'

/** Sees every request begin and end: what metrics, spans and `kedge:request` of node:diagnostics_channel hang on. */
export interface Observer {
  readonly begin: (request: Pick<Request, 'name' | 'header' | 'isSpoken'>, bytes: number) => Observed
  readonly inFlight: () => number
}

/** One request. */
export interface Observed {
  /** Does its work, under a span where somebody traces. */
  readonly run: <A>(work: () => Promise<A>) => Promise<A>
  /** Of each error code in its answer. */
  readonly refused: (code: number) => void
  readonly ended: (answerBytes: number) => void
  /** It ends by a bug, without an answer. */
  readonly broke: () => void
}

const published = channel('kedge:request')

export const observer = (
  deps: Readonly<{ metrics: Metrics; tracer: Tracer | null; clock: Clock }>,
): Observer => {
  const { metrics, tracer, clock } = deps
  const apis = new Map<string, Api>()
  // Two have a name of their own, which dashboards of such brokers look for, and find before the first request.
  const own: Readonly<Record<string, Counter>> = {
    Produce: metrics.counter('kedge_produce_requests_total', {}),
    Fetch: metrics.counter('kedge_fetch_requests_total', {}),
  }
  let inFlight = 0

  const apiOf = (name: string): Api => {
    const known = apis.get(name) ?? apiMeter(metrics, name, own[name] ?? null)
    apis.set(name, known)
    return known
  }

  return {
    inFlight: () => inFlight,
    begin: ({ name, header, isSpoken }, bytes) => {
      const api = apiOf(name)
      const since = clock.monotonic()
      let span: Span | null = null
      let firstError: string | null = null
      inFlight++
      const ended = (answerBytes: number): void => {
        const ms = clock.monotonic() - since
        inFlight--
        api.ended(isSpoken ? header.version : null, ms, bytes, answerBytes)
        if (!published.hasSubscribers) return
        const { version, clientId } = header
        published.publish({ api: name, version, clientId, bytes, answerBytes, ms, error: firstError })
      }
      const failed = (error: string): void => {
        api.refused(error)
        if (firstError === null) span?.refused(error)
        firstError ??= error
      }
      return {
        run: (work) => {
          if (tracer === null) return work()
          return tracer.request(name, attributesOf(header), (under) => {
            span = under
            return work()
          })
        },
        refused: (code) => failed(errorName(code)),
        ended,
        broke: () => {
          failed('CONNECTION_CLOSED')
          ended(0)
        },
      }
    },
  }
}

const attributesOf = ({ apiKey, version, clientId }: Request['header']) => ({
  'messaging.system': 'kafka',
  'kafka.api.key': apiKey,
  'kafka.api.version': version,
  ...(clientId !== null && { 'messaging.client.id': clientId }),
})

type Api = ReturnType<typeof apiMeter>

/** The counters of one API, bound when it is first used. */
const apiMeter = (metrics: Metrics, api: string, own: Counter | null) => {
  const duration = metrics.histogram('kedge_request_duration_seconds', { api })
  const bytesIn = metrics.counter('kedge_request_bytes_total', { api })
  const bytesOut = metrics.counter('kedge_response_bytes_total', { api })
  const versions: Counter[] = []
  const versioned = (version: string) => metrics.counter('kedge_requests_total', { api, version })
  let otherVersions: Counter | null = null
  const errors = new Map<string, Counter>()
  return {
    /** All versions that are not spoken are one: a client may ask for as many as there are numbers. */
    ended: (version: number | null, ms: number, bytes: number, answerBytes: number): void => {
      if (version === null) {
        otherVersions ??= versioned('other')
        otherVersions.add(1)
      } else {
        versions[version] ??= versioned(String(version))
        versions[version].add(1)
      }
      own?.add(1)
      duration.observe(ms / 1_000)
      bytesIn.add(bytes)
      bytesOut.add(answerBytes)
    },
    refused: (error: string): void => {
      const known = errors.get(error) ?? metrics.counter('kedge_request_errors_total', { api, error })
      errors.set(error, known)
      known.add(1)
    },
  }
}
