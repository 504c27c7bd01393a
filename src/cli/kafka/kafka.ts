import { ApiVersionsRequest, ApiVersionsResponse } from '#adapters/kafka/protocol/messages/api-versions'
import { MetadataRequest, MetadataResponse } from '#adapters/kafka/protocol/messages/metadata'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import { exitCodes } from '#config/exit-codes'
import { version } from '#config/version'
import { address } from '#shared/address'
import { Failure, unreachable } from '../failure.ts'
import { type Api, type Connection, connectTo, reasonOf } from './connection.ts'
import { check, KafkaError } from './errors.ts'

/** Whom to ask: whoever answers, the controller, or the broker with this id. */
export type Whom = 'anybody' | 'controller' | number

export type Question<A> = Readonly<{
  /** A body that has another form from some version on is made for the version that is spoken. */
  body: A | ((version: number) => A)
  to?: Whom
  /** The latest version to speak: for APIs that later name topics by ids. */
  upTo?: number
  /** How much longer than usual the broker may take. */
  waitsMs?: number
  signal?: AbortSignal
}>

/** A cluster, asked through whichever of its brokers answers. */
export interface Kafka {
  readonly ask: <A, B>(api: Api<A, B>, question: Question<A>) => Promise<B>
  /** Without waiting for an answer, which there is none of. */
  readonly tell: <A, B>(api: Api<A, B>, question: Question<A>) => Promise<void>
  /** Null asks for all. With `mayCreate`, a broker that creates topics on demand creates those that are not there. */
  readonly metadata: (topics: readonly string[] | null, mayCreate?: boolean) => Promise<MetadataResponse>
  /** Does it again, for as long as there is time, while what it throws can pass: unless said otherwise, what Kafka calls retriable. */
  readonly patiently: <A>(attempt: () => Promise<A>, canPass?: (error: unknown) => boolean) => Promise<A>
  readonly timeoutMs: number
  readonly close: () => void
}

export type KafkaOptions = Readonly<{
  bootstrap: readonly Readonly<{ host: string; port: number }>[]
  timeoutMs: number
  clientId?: string
}>

type Peer = Readonly<{
  connection: Connection
  versions: ReadonlyMap<number, readonly [number, number]>
  at: string
}>
type Broker = Readonly<{ host: string; port: number }>

const PAUSE_MS = 100
const LONGEST_PAUSE_MS = 1_000
const UNSUPPORTED_VERSION = 35
const CORRELATION_ID_BYTES = 4

export const openKafka = ({ bootstrap, timeoutMs, clientId = 'kedge' }: KafkaOptions): Kafka => {
  const peers = new Map<string, Promise<Peer>>()
  const brokers = new Map<number, Broker>()
  let controller = -1

  /** One connection for each address, also where several ask for it at once. */
  const peerAt = async ({ host, port }: Broker): Promise<Peer> => {
    const at = address(host, port)
    for (;;) {
      const opening = peers.get(at) ?? openPeer(host, port, clientId, timeoutMs)
      peers.set(at, opening)
      const peer = await opening.catch((error: unknown) => {
        if (peers.get(at) === opening) peers.delete(at)
        throw error
      })
      if (peer.connection.isOpen()) return peer
      if (peers.get(at) === opening) peers.delete(at)
    }
  }

  const anybody = async (): Promise<Peer> => {
    const failures: string[] = []
    for (const each of bootstrap) {
      try {
        return await peerAt(each)
      } catch (error) {
        failures.push(
          error instanceof Failure
            ? error.message
            : `no broker answers at ${address(each.host, each.port)}: ${reasonOf(error)}`,
        )
      }
    }
    throw unreachable(failures.join('\n'))
  }

  const brokerWith = async (id: number): Promise<Peer> => {
    const broker = brokers.get(id)
    if (broker === undefined) throw unreachable(`broker ${id} is not among those that Metadata names`)
    try {
      return await peerAt(broker)
    } catch (error) {
      if (error instanceof Failure) throw error
      const at = address(broker.host, broker.port)
      throw unreachable(
        `broker ${id} cannot be reached where it says it is, at ${at}: ${reasonOf(error)}; is its advertised address right?`,
      )
    }
  }

  const metadata: Kafka['metadata'] = async (topics, mayCreate = false) => {
    const asked = {
      topics: topics === null ? null : topics.map((name) => ({ topicId: ZERO_UUID, name })),
      allowAutoTopicCreation: mayCreate,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    }
    const answer = await ask({ request: MetadataRequest, response: MetadataResponse }, { body: asked })
    check('Metadata', answer.errorCode)
    brokers.clear()
    for (const { nodeId, host, port } of answer.brokers) brokers.set(nodeId, { host, port })
    controller = answer.controllerId
    return answer
  }

  const peerFor = async (to: Whom): Promise<Peer> => {
    if (to === 'anybody') return anybody()
    if (brokers.size === 0 || (to !== 'controller' && !brokers.has(to))) await metadata([])
    if (to !== 'controller') return brokerWith(to)
    return brokers.has(controller) ? brokerWith(controller) : anybody()
  }

  const spoken = async <A, B>({ request }: Api<A, B>, { to = 'anybody', upTo, body }: Question<A>) => {
    const { connection, versions, at } = await peerFor(to)
    const [least, most] = versions.get(request.apiKey) ?? [0, -1]
    const version = Math.min(most, request.versions[1], upTo ?? request.versions[1])
    if (version < least || version < request.versions[0])
      throw new Failure(`the broker at ${at} does not support ${request.name} in a version that kedge speaks`)
    return { connection, version, body: isMade(body) ? body(version) : body }
  }

  const ask: Kafka['ask'] = async (api, question) => {
    const { connection, version, body } = await spoken(api, question)
    const { signal, waitsMs = 0 } = question
    return connection.ask(api, version, body, { timeoutMs: timeoutMs + waitsMs, signal })
  }

  const patiently: Kafka['patiently'] = async (attempt, canPass = isRetriable) => {
    const until = performance.now() + timeoutMs
    for (let pause = PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        // Leaders and the controller may be others by now.
        if (pause > PAUSE_MS) await metadata([])
        return await attempt()
      } catch (error) {
        if (!canPass(error) || performance.now() + pause > until) throw error
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }

  return {
    ask,
    tell: async (api, question) => {
      const { connection, version, body } = await spoken(api, question)
      return connection.tell(api.request, version, body, timeoutMs)
    },
    metadata,
    patiently,
    timeoutMs,
    close: () => {
      for (const peer of peers.values())
        void peer.then(
          ({ connection }) => connection.close(),
          () => {},
        )
    },
  }
}

const isRetriable = (error: unknown): boolean => error instanceof KafkaError && error.retriable

/** Of what harms nobody when it is asked twice: a broker that is away may come back. */
export const mayComeBack = (error: unknown): boolean =>
  isRetriable(error) || (error instanceof Failure && error.exitCode === exitCodes.unavailable)

const isMade = <A>(body: A | ((version: number) => A)): body is (version: number) => A =>
  typeof body === 'function'

/** ApiVersions first: a broker answers a version that it does not know in the oldest form, with error 35 (KIP-511). */
const openPeer = async (host: string, port: number, clientId: string, timeoutMs: number): Promise<Peer> => {
  const connection = await connectTo(host, port, clientId, timeoutMs)
  const api = { request: ApiVersionsRequest, response: ApiVersionsResponse }
  const software = { clientSoftwareName: 'kedge-cli', clientSoftwareVersion: version() }
  const [oldest, newest] = ApiVersionsRequest.versions
  let answer = await connection.ask(api, newest, software, {
    timeoutMs,
    readAs: (frame) => (frame.readInt16BE(CORRELATION_ID_BYTES) === UNSUPPORTED_VERSION ? oldest : newest),
  })
  if (answer.errorCode === UNSUPPORTED_VERSION)
    answer = await connection.ask(api, oldest, software, { timeoutMs })
  check('ApiVersions', answer.errorCode)
  return {
    connection,
    at: address(host, port),
    versions: new Map(
      answer.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, [minVersion, maxVersion] as const]),
    ),
  }
}
