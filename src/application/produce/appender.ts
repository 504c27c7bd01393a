import type { SequenceVerdict } from '#domain/log/producers'
import type { Incoming, SegmentLimits } from '#domain/log/segment-policy'
import { MAX_OFFSET, recordCount } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { AppendRefusal, NewBatch, PartitionLog } from '#ports/partition-log'
import type { RecordCodec } from '#ports/record-codec'
import { StoreUnavailable } from '#ports/store-errors'
import type { Timers } from '#ports/timers'
import { E } from '#shared/fp'
import { type Deadlines, deadlines } from './deadlines.ts'
import { partitionFold } from './partition-fold.ts'
import { type Outcome, type Pending, pendingBatch } from './pending.ts'
import { segmentRoller } from './segment-roller.ts'
import { NO_TIME, refuse, tell, verdictsOf } from './verdicts.ts'

/** Appends to one partition: one append in flight, what arrives meanwhile grouped into the next (`design.md` 1.4). */
export interface Appender {
  /** Takes its place in the queue before it returns. */
  readonly enqueue: (
    batch: NewBatch,
    limits: SegmentLimits,
    timeoutMs: number,
    /** `message.timestamp.type`: its time is that of its append. */
    isLogAppendTime?: boolean,
  ) => Promise<Outcome>
  /** Nothing waits and nothing is in flight. */
  readonly isIdle: () => boolean
  /** Resolves when everything that was enqueued is settled. */
  readonly drained: () => Promise<void>
}

export type AppenderDeps = Readonly<{
  log: PartitionLog
  clock: Clock
  timers: Timers
  logger: Logger
  codec: Pick<RecordCodec, 'setAppendTime'>
  /** The hinted leader's id, and whether that is this broker. */
  leader: (at: TopicPartition) => Readonly<{ id: number; isSelf: boolean }>
  /** Kafka's `producer.id.expiration.ms`. */
  producerExpirationMs?: number
}>

/** A group of batches is one entry of the store; at 1 MiB sharp Redis's allocator takes a quarter more (`design.md` 1.4). */
export const GROUP_BYTES = 2 ** 20 - 4 * 2 ** 10
/** What an entry keeps beside a batch's records. */
const FACTS_BYTES = 40
/** Refusals in a row after which a broker that is not the hinted leader sends producers there (`design.md` 1.6). */
const STARVED_AFTER = 8
const RETRY_MS = 100
/** For how long an unreachable store is asked again before producers are told. */
const PATIENCE_MS = 3_000

export const appender = (deps: AppenderDeps, at: TopicPartition): Appender => {
  const { log, clock, timers, logger, producerExpirationMs } = deps
  const fold = partitionFold(log, at, logger, { producerExpirationMs })
  const roller = segmentRoller(log, at)
  const waiting: Deadlines = deadlines(clock, timers)
  let queue: Pending[] = []
  let limits: SegmentLimits | null = null
  let refusedInARow = 0
  let unreachableSince: number | null = null
  let running: Promise<void> | null = null

  const enqueue: Appender['enqueue'] = (batch, segmentLimits, timeoutMs, isLogAppendTime = false) => {
    const asked = { batch, isLogAppendTime, deadline: clock.monotonic() + timeoutMs }
    const { pending, outcome } = pendingBatch(asked, waiting.remove)
    queue.push(pending)
    waiting.add(pending)
    limits = segmentLimits
    running ??= run()
    return outcome
  }

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const group = takeGroup()
      if (group.length > 0) await attempt(group)
    }
    running = null
  }

  const attempt = async (group: readonly Pending[]): Promise<void> => {
    try {
      await turn(group)
      unreachableSince = null
    } catch (error) {
      unreachableSince ??= clock.monotonic()
      if (!(error instanceof StoreUnavailable) || clock.monotonic() - unreachableSince >= PATIENCE_MS) {
        unreachableSince = null
        for (const pending of group) pending.fail(error)
        return
      }
      queue = [...group, ...queue]
      await new Promise<void>((resolve) => timers.after(RETRY_MS, resolve))
    }
  }

  /** Decides about a group, appends what is to be appended, and tells its producers once that is durable. */
  const turn = async (group: readonly Pending[]): Promise<void> => {
    const opened = await fold.open()
    if (E.isLeft(opened)) return refuse(group, opened.left)
    const state = opened.right
    const appendTime = clock.now()
    const verdicts = verdictsOf(state, group, appendTime)
    const batches = group.filter((_, i) => verdicts[i]?.kind === 'append').map(timed(appendTime))
    if (batches.length === 0) return settleUnappended(group, verdicts)
    if (state.position.offset + recordCount(batches.map(({ facts }) => facts)) > MAX_OFFSET)
      return refuse(group, { kind: 'partition-offline', reason: 'its offsets are used up' })
    const room = await roller.rollIfFull(state.position, limits, incomingOf(batches), appendTime)
    if (E.isLeft(room)) return contend(group, room.left)
    fold.rolled(room.right)
    const appended = await log.append(at, room.right, { batches, appendTime })()
    if (E.isLeft(appended)) return contend(group, appended.left)
    const { baseOffset, next, bounds } = appended.right
    roller.remember(appended.right.segment)
    refusedInARow = 0
    fold.applied({ baseOffset, next, appendTime, batches: batches.map(({ facts }) => facts) })
    tell(group, verdicts, { baseOffset, logStart: bounds.logStart, appendTime })
  }

  /**
   * Duplicates are true for ever. What a sequence is refused for may have come through another broker meanwhile, so the
   * refusal is told only when the fold is the log's end.
   */
  const settleUnappended = async (
    group: readonly Pending[],
    verdicts: readonly SequenceVerdict[],
  ): Promise<void> => {
    let told = verdicts
    if (verdicts.some(({ kind }) => kind !== 'duplicate')) {
      const news = await fold.catchUp()
      if (E.isLeft(news)) return refuse(group, news.left)
      const state = await fold.open()
      if (E.isLeft(state)) return refuse(group, state.left)
      // Judged once more, not until nothing is new: where another broker appends all the time, that never comes.
      told = verdictsOf(state.right, group, clock.now())
      if (told.some(({ kind }) => kind === 'append')) return again(group)
    }
    const bounds = await log.bounds(at)()
    if (E.isLeft(bounds)) return refuse(group, bounds.left)
    const { highWatermark, logStart } = bounds.right
    tell(group, told, { baseOffset: highWatermark, logStart, appendTime: NO_TIME })
  }

  const timed =
    (appendTime: number) =>
    ({ batch, isLogAppendTime }: Pending): NewBatch =>
      isLogAppendTime ? deps.codec.setAppendTime(batch, appendTime) : batch

  /** Somebody else appended first, or the log is gone. */
  const contend = async (group: readonly Pending[], refusal: AppendRefusal): Promise<void> => {
    roller.remember(null)
    if (refusal.kind !== 'position-taken') return refuse(group, refusal)
    refusedInARow++
    const leader = deps.leader(at)
    if (refusedInARow >= STARVED_AFTER && !leader.isSelf) {
      refusedInARow = 0
      return refuse(group, { kind: 'not-leader', leader: leader.id })
    }
    const news = await fold.catchUp()
    if (E.isLeft(news)) return refuse(group, news.left)
    if (!news.right && refusedInARow >= STARVED_AFTER)
      throw new StoreUnavailable('appends are refused at what the store says is the end of the log')
    again(group)
  }

  /** The oldest batches that still wait, as many as fit into one entry. */
  const takeGroup = (): readonly Pending[] => {
    queue = queue.filter((pending) => !pending.isSettled())
    let bytes = 0
    let size = 0
    for (const { batch } of queue) {
      bytes += batch.facts.bytes + FACTS_BYTES
      if (size > 0 && bytes > GROUP_BYTES) break
      size++
    }
    return queue.splice(0, size)
  }

  const again = (group: readonly Pending[]): void => {
    queue = [...group, ...queue]
  }

  return {
    enqueue,
    isIdle: () => running === null,
    drained: () => running ?? Promise.resolve(),
  }
}

const incomingOf = (batches: readonly NewBatch[]): Incoming => ({
  bytes: batches.reduce((sum, { facts }) => sum + facts.bytes, 0),
  highestTimestamp: Math.max(...batches.map(({ maxTimestamp }) => maxTimestamp)),
})
