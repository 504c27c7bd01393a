import { type Retained, retain } from '#domain/log/retention'
import type { Offset, SegmentFacts } from '#domain/log/types'
import { topicSettings } from '#domain/topic/settings'
import type { TopicPartition } from '#domain/topic/types'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import type { Topics } from '../topics.ts'
import type { BelievedTime } from './believed-time.ts'
import { cover } from './cover.ts'

export type CleanDeps = Readonly<{
  log: PartitionLog
  topics: Pick<Topics, 'known' | 'refresh'>
  clock: Clock
  time: BelievedTime
  logger: Logger
  /** Kafka's `producer.id.expiration.ms`: what is stored before a drop must remember as much as whoever appends. */
  producerExpirationMs: number
}>

/** What was decided so long ago, by the monotonic clock, is decided anew: this process slept, or the store did. */
const STALE_MS = 10_000

/**
 * Drops what retention does not keep of one partition. The first look is cheap and goes by what this broker knows; what is
 * done is decided once more, by the topic's configs as the store has them just then and by every clock there is.
 */
export const cleanPartition = async (deps: CleanDeps, at: TopicPartition): Promise<void> => {
  const { log, topics, clock, time } = deps
  const seen = await look(deps, at)
  if (seen === null || planOf(deps, at, seen, time.here()) === null) return
  const decidedAt = clock.monotonic()
  await topics.refresh()
  const plan = planOf(deps, at, seen, await time.everywhere())
  if (plan === null) return
  const segments = plan.roll ? await rolled(deps, at, seen.segments) : seen.segments
  if (segments === null) return
  const covered = await cover(log, at, plan.logStart, deps)
  if (E.isLeft(covered) || clock.monotonic() - decidedAt > STALE_MS) return
  const advanced = await log.advanceStart(at, plan.logStart, segments)()
  if (E.isRight(advanced))
    deps.logger.debug({ at, logStart: plan.logStart, from: seen.logStart }, 'segments were dropped')
}

type Seen = Readonly<{ logStart: Offset; segments: readonly SegmentFacts[] }>

/** Null: there is no such log. */
const look = async ({ log }: CleanDeps, at: TopicPartition): Promise<Seen | null> => {
  const bounds = await log.bounds(at)()
  const segments = await log.segments(at)()
  if (E.isLeft(bounds) || E.isLeft(segments)) return null
  return { logStart: bounds.right.logStart, segments: segments.right }
}

/** Null: there is nothing to be done. */
const planOf = (
  { topics }: CleanDeps,
  at: TopicPartition,
  { logStart, segments }: Seen,
  now: number | null,
): Retained | null => {
  const topic = topics.known({ id: at.topicId })
  if (topic === undefined) return null
  const plan = retain(segments, logStart, topicSettings(topic.configs).retention, now)
  const isLeftOver = segments.slice(0, -1).some(({ end }) => end <= plan.logStart)
  return isLeftOver || plan.roll || plan.logStart > logStart ? plan : null
}

/** The list with a new last segment; null when somebody has appended since it was looked at: then not all of it is old. */
const rolled = async (
  { log, clock }: CleanDeps,
  at: TopicPartition,
  segments: readonly SegmentFacts[],
): Promise<readonly SegmentFacts[] | null> => {
  const end = await log.end(at)()
  if (E.isLeft(end) || end.right.offset !== segments.at(-1)?.end) return null
  const sealed = await log.roll(at, end.right, clock.now())()
  if (E.isLeft(sealed)) return null
  const now = await log.segments(at)()
  return E.isRight(now) && now.right.length === segments.length + 1 ? now.right : null
}
