import type { Clock } from '#ports/clock'
import type { Random } from '#ports/random'
import { E } from '#shared/fp'
import type { FetchedPartition } from './fetch.ts'

/**
 * Incremental fetch sessions (KIP-227): a client names its partitions once, then only what changed, and is told only
 * what changed. Sessions live in this broker's memory alone; a client that loses one starts another.
 */
export interface FetchSessions {
  readonly begin: (request: SessionRequest) => E.Either<SessionRefusal, SessionTurn>
}

/** `id` and `epoch` as the client sent them; `byId` tells whether topics are named by id. */
export type SessionRequest = Readonly<{
  id: number
  epoch: number
  byId: boolean
  partitions: readonly SessionPartition[]
  forgotten: readonly Readonly<{ topic: string; partition: number }>[]
}>

/** What is asked of one partition, as the client sent it. `topic` is a name or an id. */
export type SessionPartition = Readonly<{
  topic: string
  partition: number
  offset: bigint
  leaderEpoch: number
  maxBytes: number
}>

/** One fetch: what it asks for, in the order to be served, and how its outcome is made known to the session. */
export type SessionTurn = Readonly<{
  partitions: readonly SessionPartition[]
  /** Outcomes stand in the order of `partitions`; null is a partition that could not be asked for. */
  settle: (outcomes: readonly Outcome[]) => E.Either<SessionRefusal, SessionAnswer>
}>

export type Outcome = FetchedPartition | null

/** `told` are the places in `partitions` that the client is to be told of; `id` 0 is no session. */
export type SessionAnswer = Readonly<{ id: number; told: readonly number[] }>

export type SessionRefusal = Readonly<{
  kind: 'session-not-found' | 'invalid-session-epoch' | 'session-topic-id-mismatch'
}>

export type SessionLimits = Readonly<{
  /** Kafka's `max.incremental.fetch.session.cache.slots`. */
  sessions: number
  /** Over all sessions: a session costs what it remembers. */
  partitions: number
  /** Kafka's `min.incremental.fetch.session.eviction.ms`: a session in use is not taken from its client. */
  evictableAfterMs: number
}>

const kafkaLimits: SessionLimits = { sessions: 1_000, partitions: 200_000, evictableAfterMs: 120_000 }

const NO_SESSION = 0
const FIRST_EPOCH = 0
const FINAL_EPOCH = -1
const LAST_EPOCH = 2 ** 31 - 1

export const fetchSessions = (
  { random, clock }: Readonly<{ random: Random; clock: Clock }>,
  limits: SessionLimits = kafkaLimits,
): FetchSessions => {
  /** Least recently used first. */
  const sessions = new Map<number, Session>()
  let remembered = 0

  const close = (id: number): void => {
    remembered -= sessions.get(id)?.partitions.size ?? 0
    sessions.delete(id)
  }

  const makeRoom = (newSessions: number, newPartitions: number): boolean => {
    const fits = (): boolean =>
      sessions.size + newSessions <= limits.sessions && remembered + newPartitions <= limits.partitions
    for (const [id, { usedAt }] of sessions) {
      if (fits() || clock.monotonic() - usedAt < limits.evictableAfterMs) break
      close(id)
    }
    return fits()
  }

  const open = (byId: boolean, partitions: Session['partitions']): number => {
    if (partitions.size === 0 || !makeRoom(1, partitions.size)) return NO_SESSION
    let id = random.positiveInt()
    while (sessions.has(id)) id = random.positiveInt()
    sessions.set(id, { byId, epoch: followingEpoch(FIRST_EPOCH), partitions, usedAt: clock.monotonic() })
    remembered += partitions.size
    return id
  }

  const everything = (request: SessionRequest): SessionTurn => {
    // Who names a partition twice asks for it once, as in Kafka: what was said last.
    const byKey = new Map(request.partitions.map((asked) => [keyOf(asked), asked]))
    const distinct = [...byKey.values()]
    return {
      partitions: distinct,
      settle: (outcomes) => {
        const told = outcomes.map((_, place) => place)
        if (request.epoch === FINAL_EPOCH) return E.right({ id: NO_SESSION, told })
        const partitions: Session['partitions'] = new Map()
        for (const [key, asked] of byKey) partitions.set(key, unseen(asked))
        tell(partitions, distinct, outcomes)
        return E.right({ id: open(request.byId, partitions), told })
      },
    }
  }

  const changes = (request: SessionRequest): E.Either<SessionRefusal, SessionTurn> => {
    const session = sessions.get(request.id)
    if (session === undefined) return E.left({ kind: 'session-not-found' })
    if (session.byId !== request.byId) return E.left({ kind: 'session-topic-id-mismatch' })
    if (session.epoch !== request.epoch) return E.left({ kind: 'invalid-session-epoch' })

    sessions.delete(request.id)
    sessions.set(request.id, session)
    session.usedAt = clock.monotonic()
    session.epoch = followingEpoch(session.epoch)
    const { epoch, partitions } = session
    const before = partitions.size
    update(partitions, request)
    remembered += partitions.size - before
    const id = partitions.size === 0 ? NO_SESSION : request.id
    if (id === NO_SESSION) close(request.id)
    else if (!makeRoom(0, 0)) {
      close(request.id)
      return E.left({ kind: 'session-not-found' })
    }

    const asked = Array.from(partitions.values(), (partition) => partition.asked)
    return E.right({
      partitions: asked,
      settle: (outcomes) =>
        session.epoch === epoch
          ? E.right({ id, told: tell(partitions, asked, outcomes) })
          : E.left({ kind: 'invalid-session-epoch' }),
    })
  }

  return {
    begin: (request) => {
      if (request.epoch !== FIRST_EPOCH && request.epoch !== FINAL_EPOCH) return changes(request)
      close(request.id)
      return E.right(everything(request))
    },
  }
}

/** What is remembered of a partition: what the client asks of it, and what it was last told. */
interface Remembered {
  asked: SessionPartition
  highWatermark: number
  logStart: number
}

interface Session {
  readonly byId: boolean
  /** The one that the next request must carry. */
  epoch: number
  /** In the order to be served. */
  readonly partitions: Map<string, Remembered>
  usedAt: number
}

/** No bounds: whatever comes next is news. */
const NEVER_TOLD = -1

const keyOf = ({ topic, partition }: Pick<SessionPartition, 'topic' | 'partition'>): string =>
  `${topic}:${partition}`

const unseen = (asked: SessionPartition): Remembered => ({
  asked,
  highWatermark: NEVER_TOLD,
  logStart: NEVER_TOLD,
})

const update = (partitions: Session['partitions'], request: SessionRequest): void => {
  for (const forgotten of request.forgotten) partitions.delete(keyOf(forgotten))
  for (const asked of request.partitions) {
    const key = keyOf(asked)
    const known = partitions.get(key)
    if (known === undefined) partitions.set(key, unseen(asked))
    else known.asked = asked
  }
}

/** The places of the outcomes that are news to the client. Who was given records goes to the end of the queue. */
const tell = (
  partitions: Session['partitions'],
  asked: readonly SessionPartition[],
  outcomes: readonly Outcome[],
): readonly number[] => {
  const told: number[] = []
  for (const [place, partition] of asked.entries()) {
    const key = keyOf(partition)
    const known = partitions.get(key)
    if (known === undefined) continue
    const outcome = outcomes[place] ?? null
    if (isNews(known, outcome)) told.push(place)
    if (outcome === null || E.isLeft(outcome)) {
      known.highWatermark = NEVER_TOLD
      continue
    }
    const { bounds, bytes } = outcome.right
    known.highWatermark = bounds.highWatermark
    known.logStart = bounds.logStart
    if (bytes === 0) continue
    partitions.delete(key)
    partitions.set(key, known)
  }
  return told
}

const isNews = (known: Remembered, outcome: Outcome): boolean =>
  outcome === null ||
  E.isLeft(outcome) ||
  outcome.right.bytes > 0 ||
  outcome.right.bounds.highWatermark !== known.highWatermark ||
  outcome.right.bounds.logStart !== known.logStart

/** After the last comes 1: 0 begins a session. */
export const followingEpoch = (epoch: number): number => (epoch === LAST_EPOCH ? 1 : epoch + 1)
