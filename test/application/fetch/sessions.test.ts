import { fc, test as property } from '@fast-check/vitest'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  type FetchSessions,
  fetchSessions,
  followingEpoch,
  type Outcome,
  type SessionAnswer,
  type SessionPartition,
  type SessionRequest,
} from '#application/fetch/sessions'
import { offset } from '#domain/log/types'
import { E } from '#shared/fp'

let now = 0
const clock = { now: () => now, monotonic: () => now }
const counting = () => {
  let next = 0
  return { token: () => '', positiveInt: () => ++next }
}
beforeEach(() => {
  now = 0
})

const sessionsWith = (limits = {}): FetchSessions =>
  fetchSessions(
    { random: counting(), clock },
    { sessions: 1_000, partitions: 200_000, evictableAfterMs: 120_000, ...limits },
  )

const partition = (n: number, at = 0n): SessionPartition => ({
  topic: 't',
  partition: n,
  offset: at,
  leaderEpoch: -1,
  maxBytes: 1,
})
const request = (more: Partial<SessionRequest>): SessionRequest => ({
  id: 0,
  epoch: 0,
  byId: false,
  partitions: [],
  forgotten: [],
  ...more,
})
const upTo = (count: number): readonly SessionPartition[] =>
  Array.from({ length: count }, (_, n) => partition(n))

const quiet: Outcome = E.right({
  bounds: { logStart: offset(0), highWatermark: offset(0), leaderEpoch: 0 },
  records: [],
  bytes: 0,
})

/** One fetch: what was asked for, and what is told. */
const turn = (
  sessions: FetchSessions,
  asked: Partial<SessionRequest>,
  outcome: (partition: SessionPartition) => Outcome = () => quiet,
): Readonly<{ partitions: readonly number[]; told: readonly number[]; id: number }> | string => {
  const begun = sessions.begin(request(asked))
  if (E.isLeft(begun)) return begun.left.kind
  const { partitions, settle } = begun.right
  const settled = settle(partitions.map(outcome))
  if (E.isLeft(settled)) return settled.left.kind
  const at = (place: number) => partitions[place]?.partition ?? -1
  return {
    id: settled.right.id,
    partitions: partitions.map((p) => p.partition),
    told: settled.right.told.map(at),
  }
}
const opened = (sessions: FetchSessions, count = 3, byId = false): number => {
  const first = turn(sessions, { partitions: upTo(count), byId })
  return typeof first === 'string' ? -1 : first.id
}

describe('without a session', () => {
  test('all is told, and nothing remembered', () => {
    const sessions = sessionsWith()
    const all = { id: 0, partitions: [0, 1, 2], told: [0, 1, 2] }
    expect(turn(sessions, { epoch: -1, partitions: upTo(3) })).toEqual(all)
    expect(turn(sessions, { id: 1, epoch: 1 })).toBe('session-not-found')
  })
})

test('a partition that is named twice is asked for once, as it was named last', () => {
  const asked = [partition(0, 1n), partition(1), partition(0, 2n)]
  for (const epoch of [-1, 0]) {
    const begun = sessionsWith().begin(request({ epoch, partitions: asked }))
    if (E.isLeft(begun)) throw new Error(begun.left.kind)
    expect(begun.right.partitions).toEqual([partition(0, 2n), partition(1)])
    expect(begun.right.settle([quiet, quiet])).toMatchObject({ right: { told: [0, 1] } })
  }
})

describe('a session', () => {
  test('tells everything once, and then nothing as long as nothing changes', () => {
    const sessions = sessionsWith()
    expect(turn(sessions, { partitions: upTo(3) })).toEqual({ id: 1, partitions: [0, 1, 2], told: [0, 1, 2] })
    for (const epoch of [1, 2, 3])
      expect(turn(sessions, { id: 1, epoch })).toEqual({ id: 1, partitions: [0, 1, 2], told: [] })
  })

  test('adds, changes and forgets partitions', () => {
    const sessions = sessionsWith()
    const id = opened(sessions)
    const added = turn(sessions, { id, epoch: 1, partitions: [partition(7)] })
    expect(added).toEqual({ id, partitions: [0, 1, 2, 7], told: [7] })
    const forgotten = [{ topic: 't', partition: 1 }]
    expect(turn(sessions, { id, epoch: 2, forgotten })).toEqual({ id, partitions: [0, 2, 7], told: [] })

    const begun = sessions.begin(request({ id, epoch: 3, partitions: [partition(2, 55n)] }))
    expect(E.isRight(begun) && begun.right.partitions.map((p) => p.offset)).toEqual([0n, 55n, 0n])
  })

  test('ends when nothing is left in it', () => {
    const sessions = sessionsWith()
    const id = opened(sessions, 1)
    expect(turn(sessions, { id, epoch: 1, forgotten: [{ topic: 't', partition: 0 }] })).toMatchObject({
      id: 0,
    })
    expect(turn(sessions, { id, epoch: 2 })).toBe('session-not-found')
  })

  test('ends when the client says so, or begins another', () => {
    const sessions = sessionsWith()
    const [first, second] = [opened(sessions), opened(sessions)]
    expect(turn(sessions, { id: first, epoch: -1, partitions: upTo(1) })).toMatchObject({ id: 0, told: [0] })
    expect(turn(sessions, { id: first, epoch: 1 })).toBe('session-not-found')
    expect(turn(sessions, { id: second, epoch: 0, partitions: upTo(1) })).toMatchObject({ id: 3 })
    expect(turn(sessions, { id: second, epoch: 1 })).toBe('session-not-found')
  })

  test('is refused when requests are lost or repeated', () => {
    const sessions = sessionsWith()
    const id = opened(sessions)
    for (const epoch of [2, 7, -5]) expect(turn(sessions, { id, epoch })).toBe('invalid-session-epoch')
    turn(sessions, { id, epoch: 1 })
    expect(turn(sessions, { id, epoch: 1 })).toBe('invalid-session-epoch')
  })

  test('is refused when another request went on with it meanwhile', () => {
    const sessions = sessionsWith()
    const id = opened(sessions, 1)
    const slow = sessions.begin(request({ id, epoch: 1 }))
    expect(turn(sessions, { id, epoch: 2 })).toMatchObject({ id })
    expect(E.isRight(slow) && slow.right.settle([quiet])).toEqual(E.left({ kind: 'invalid-session-epoch' }))
  })

  test('of names is refused to who asks by id', () => {
    const sessions = sessionsWith()
    expect(turn(sessions, { id: opened(sessions), epoch: 1, byId: true })).toBe('session-topic-id-mismatch')
    expect(turn(sessions, { id: opened(sessions, 3, true), epoch: 1 })).toBe('session-topic-id-mismatch')
  })

  test('that is busy gives nobody precedence', () => {
    const sessions = sessionsWith()
    const busy = (records: readonly number[]) => (p: SessionPartition) =>
      records.includes(p.partition) && E.isRight(quiet) ? E.right({ ...quiet.right, bytes: 9 }) : quiet
    const id = opened(sessions)
    expect(turn(sessions, { id, epoch: 1 }, busy([0]))).toMatchObject({ partitions: [0, 1, 2], told: [0] })
    expect(turn(sessions, { id, epoch: 2 }, busy([1, 2]))).toMatchObject({
      partitions: [1, 2, 0],
      told: [1, 2],
    })
    expect(turn(sessions, { id, epoch: 3 }, busy([0]))).toMatchObject({ partitions: [0, 1, 2], told: [0] })
  })
})

describe('room for sessions', () => {
  test('is not made at the cost of those in use', () => {
    const sessions = sessionsWith({ sessions: 2 })
    const [first, second] = [opened(sessions), opened(sessions)]
    expect(opened(sessions)).toBe(0)

    now = 119_999
    turn(sessions, { id: first, epoch: 1 })
    now = 120_000
    expect(opened(sessions)).toBeGreaterThan(0)
    expect(turn(sessions, { id: second, epoch: 1 })).toBe('session-not-found')
    expect(turn(sessions, { id: first, epoch: 2 })).toMatchObject({ id: first })
  })

  test('is measured by what they remember', () => {
    const sessions = sessionsWith({ partitions: 10 })
    const id = opened(sessions, 6)
    expect(opened(sessions, 5)).toBe(0)
    expect(opened(sessions, 4)).toBeGreaterThan(0)
    expect(turn(sessions, { id, epoch: 1, partitions: [partition(50)] })).toBe('session-not-found')
    expect(opened(sessions, 6)).toBeGreaterThan(0)
  })

  test('is no reason to lose an id twice', () => {
    const ids = [5, 5, 6]
    const random = { token: () => '', positiveInt: () => ids.shift() ?? 0 }
    const sessions = fetchSessions({ random, clock })
    expect([opened(sessions), opened(sessions)]).toEqual([5, 6])
  })
})

/** What there is to know of a partition: bounds, or null for an error. */
type Truth = Readonly<{ highWatermark: number; logStart: number }> | null
type Step = Readonly<
  | { kind: 'append' | 'trim' | 'fail' | 'mend' | 'add' | 'forget'; n: number }
  | { kind: 'fetch'; bytes: readonly number[] }
>
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('append', 'trim', 'fail', 'mend', 'add', 'forget' as const),
    n: fc.nat(4),
  }),
  fc.record({ kind: fc.constant('fetch' as const), bytes: fc.array(fc.nat(4), { maxLength: 3 }) }),
)

property.prop([fc.array(step, { maxLength: 60 })])(
  'what a client puts together from what it is told is all there is to know',
  (steps) => {
    const sessions = sessionsWith()
    const truth = new Map<number, Truth>(
      Array.from({ length: 5 }, (_, n) => [n, { highWatermark: 0, logStart: 0 }]),
    )
    const wanted = new Set<number>([0])
    const known = new Map<number, Truth>()
    let news: SessionPartition[] = [partition(0)]
    let forgotten: { topic: string; partition: number }[] = []
    let session = { id: 0, epoch: 0 }

    const fetch = (withRecords: readonly number[]): void => {
      const begun = sessions.begin(request({ ...session, partitions: news, forgotten }))
      if (E.isLeft(begun)) throw new Error(begun.left.kind)
      const { partitions, settle } = begun.right
      expect(new Set(partitions.map((p) => p.partition))).toEqual(
        session.epoch === 0 ? new Set(news.map((p) => p.partition)) : wanted,
      )
      const settled = settle(
        partitions.map(({ partition: n }) => outcomeOf(truth.get(n) ?? null, withRecords.includes(n))),
      )
      if (E.isLeft(settled)) throw new Error(settled.left.kind)
      const answer: SessionAnswer = settled.right
      for (const place of answer.told) {
        const n = partitions[place]?.partition ?? -1
        known.set(n, truth.get(n) ?? null)
      }
      const told = new Set(answer.told.map((place) => partitions[place]?.partition))
      for (const { partition: n } of partitions)
        if (withRecords.includes(n) || truth.get(n) === null) expect(told).toContain(n)
      for (const n of wanted) expect(known.get(n)).toEqual(truth.get(n))
      session = answer.id === 0 ? { id: 0, epoch: 0 } : { id: answer.id, epoch: session.epoch + 1 }
      news = answer.id === 0 ? [...wanted].map((n) => partition(n)) : []
      forgotten = []
    }

    fetch([])
    for (const each of steps) {
      if (each.kind === 'fetch') {
        fetch(each.bytes)
        continue
      }
      const now = truth.get(each.n) ?? { highWatermark: 0, logStart: 0 }
      if (each.kind === 'append') truth.set(each.n, { ...now, highWatermark: now.highWatermark + 1 })
      if (each.kind === 'trim') truth.set(each.n, { ...now, logStart: now.logStart + 1 })
      if (each.kind === 'fail') truth.set(each.n, null)
      if (each.kind === 'mend') truth.set(each.n, now)
      if (each.kind === 'add' && !wanted.has(each.n)) {
        wanted.add(each.n)
        news.push(partition(each.n))
      }
      if (each.kind === 'forget' && wanted.has(each.n)) {
        wanted.delete(each.n)
        known.delete(each.n)
        news = news.filter((p) => p.partition !== each.n)
        forgotten.push({ topic: 't', partition: each.n })
      }
    }
    fetch([])
  },
)

const outcomeOf = (truth: Truth, hasRecords: boolean): Outcome =>
  truth === null
    ? null
    : E.right({
        bounds: {
          logStart: offset(truth.logStart),
          highWatermark: offset(truth.highWatermark),
          leaderEpoch: 0,
        },
        records: [],
        bytes: hasRecords ? 10 : 0,
      })

test('epochs follow each other, and 1 the last', () => {
  expect(followingEpoch(0)).toBe(1)
  expect(followingEpoch(41)).toBe(42)
  expect(followingEpoch(2 ** 31 - 1)).toBe(1)
})
