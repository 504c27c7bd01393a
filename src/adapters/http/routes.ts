import type { Check, Health } from '#application/health'

/** What is answered: everything that is served fits into memory, and is shared by all who ask. */
export type Answer = Readonly<{ status: number; contentType: string; body: Buffer }>

export type Asked = Readonly<{ isVerbose: boolean; accept: string | undefined }>

export type Route = (asked: Asked) => Promise<Answer>

export type Served = Readonly<{
  health: Health
  /** The metrics, in the format that an `Accept` header asks for. */
  metrics: (accept: string | undefined) => Promise<Readonly<{ contentType: string; body: Buffer }>>
}>

/** By path: Kedge's own, what Kubernetes people write, and what manifests of Spring programs probe. */
export const routesOf = (served: Served): ReadonlyMap<string, Route> => {
  const live = () => Promise.resolve(json(200, { status: 'UP' }))
  const ready = async ({ isVerbose }: Asked) => readiness(await served.health.checks(), isVerbose)
  const metrics = async ({ accept }: Asked) => ({ status: 200, ...(await served.metrics(accept)) })
  return new Map<string, Route>([
    ['/health/live', live],
    ['/livez', live],
    // Probed for liveness more often than not, and whose 503 would restart every broker of a store that is away.
    ['/healthz', live],
    ['/actuator/health/liveness', live],
    ['/health/ready', ready],
    ['/readyz', ready],
    ['/actuator/health', ready],
    ['/actuator/health/readiness', ready],
    ['/metrics', metrics],
    ['/actuator/prometheus', metrics],
  ])
}

const readiness = (checks: readonly Check[], isVerbose: boolean): Answer => {
  const isReady = checks.every(({ isOk }) => isOk)
  const told = isVerbose
    ? { checks: checks.map(({ name, isOk, why }) => ({ name, status: word(isOk), why })) }
    : {}
  return json(isReady ? 200 : 503, { status: word(isReady), ...told })
}

/** Spring's words. */
const word = (isOk: boolean): string => (isOk ? 'UP' : 'DOWN')

export const json = (status: number, value: unknown): Answer => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: Buffer.from(`${JSON.stringify(value)}\n`),
})
