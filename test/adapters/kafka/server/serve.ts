import { onTestFinished } from 'vitest'
import { type KafkaListener, kafkaListener, type ListenerOptions } from '#adapters/kafka/server/listener'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import type { Fetched, FetchedPartition, FetchRequest } from '#application/fetch/fetch'
import type { ProduceBatch, Produced, ProduceRefusal } from '#application/produce/produce'
import type { Services } from '#application/services'
import { offset } from '#domain/log/types'
import type { Logger } from '#ports/logger'
import { E } from '#shared/fp'
import { aTopic, fakeServices, fakeTopics } from '#test/support/fake-services'
import { brokerOf } from '../handlers/ask.ts'
import { type FakeTime, fakeTime } from './fake-time.ts'
import { RawClient } from './raw-client.ts'

export type Lines = { level: string; message: string; facts: Readonly<Record<string, unknown>> }[]

const loggerTo = (lines: Lines, isDebug: boolean): Logger => {
  const at = (level: string) => (facts: Readonly<Record<string, unknown>>, message: string) =>
    void lines.push({ level, message, facts })
  const logger: Logger = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    isDebug: () => isDebug,
    child: () => logger,
  }
  return logger
}

export type Served = Readonly<{
  listener: KafkaListener
  port: number
  time: FakeTime
  log: Lines
  client: () => Promise<RawClient>
}>

/** A listener on a free port, over fake use cases; closed when the test ends. */
export const serve = async (
  services: Services = fakeServices(),
  { isDebug = false, ...options }: Partial<ListenerOptions> & { isDebug?: boolean } = {},
): Promise<Served> => {
  const time = fakeTime()
  const log: Lines = []
  const listener = kafkaListener({
    broker: brokerOf(services),
    clock: time.clock,
    timers: time.timers,
    logger: loggerTo(log, isDebug),
    metrics: prometheusMetrics(),
    ...options,
  })
  const { port } = await listener.listen({ name: 'PLAINTEXT', host: '127.0.0.1', port: 0 })
  const clients: RawClient[] = []
  onTestFinished(async () => {
    for (const client of clients) client.close()
    await listener.drain()
  })
  const client = async () => {
    const made = await RawClient.connect(port)
    clients.push(made)
    return made
  }
  return { listener, port, time, log, client }
}

/** Until something is so; no test depends on how long it takes. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

/** A pause that lets everything happen that could happen by itself. */
export const settled = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve))
}

export const topic = aTopic('a', 1, 100)

const NO_RECORDS: Fetched = {
  bounds: { logStart: offset(0), highWatermark: offset(0), leaderEpoch: 0 },
  records: [],
  bytes: 0,
}
export const found = (...records: Buffer[]): FetchedPartition =>
  E.right({ ...NO_RECORDS, records, bytes: Buffer.concat(records).length })

export type Held<Request, Answer> = Readonly<{ request: Request; answer: (answer: Answer) => void }>

/** Use cases that answer when the test says so. Fetches that are abandoned come back empty, as the real ones do. */
export const heldServices = () => {
  const fetches: Held<FetchRequest, readonly FetchedPartition[]>[] = []
  const appends: Held<ProduceBatch, E.Either<ProduceRefusal, Produced>>[] = []
  const services = fakeServices({
    topics: fakeTopics([topic]),
    fetch: {
      fetch: (request) =>
        new Promise((answer) => {
          fetches.push({ request, answer })
          request.abandoned.addEventListener('abort', () => answer(request.partitions.map(() => found())))
        }),
    },
    produce: { append: (request) => new Promise((answer) => appends.push({ request, answer })) },
  })
  return { fetches, appends, services }
}

export const appended = (at = 0): E.Either<ProduceRefusal, Produced> =>
  E.right({ baseOffset: offset(at), logStart: offset(0), logAppendTime: -1 })
