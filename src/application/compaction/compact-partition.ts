import { cleanable } from '#domain/compaction/cleanable'
import { groupSegments } from '#domain/compaction/grouping'
import type { CompactionSettings } from '#domain/compaction/types'
import type { Offset } from '#domain/log/types'
import { topicSettings } from '#domain/topic/settings'
import type { TopicPartition } from '#domain/topic/types'
import { E } from '#shared/fp'
import { type SnapshotDeps, storeSnapshot } from '../produce/store-snapshot.ts'
import type { Topics } from '../topics.ts'
import { type MapDeps, mapKeys } from './map-keys.ts'
import { rewriteGroup } from './rewrite-group.ts'
import { expected, PassEnded } from './segment-batches.ts'

export type CompactDeps = MapDeps &
  SnapshotDeps &
  Readonly<{
    topics: Pick<Topics, 'known' | 'refresh'>
    /** Ms since the epoch; null as long as nobody knows what time it is. */
    time: () => Promise<number | null>
    /** Whether this broker still is the one that cleans the partition. */
    isMine: (at: TopicPartition) => boolean
    /** Something was replaced at that time: it takes room until it is swept. */
    replaced: (at: TopicPartition, when: number) => void
  }>

/**
 * Cleans one partition if it is worth it: maps the keys of its dirty part, rewrites all before the map's end, and remembers
 * how far it came (Kafka's `Cleaner.doClean`). What is done goes by the topic's configs as they are just before.
 */
export const compactPartition = async (deps: CompactDeps, at: TopicPartition): Promise<void> => {
  const { log } = deps
  const known = settingsOf(deps, at)
  const now = known === null ? null : await deps.time()
  if (known === null || now === null) return
  const seen = await log.cleanable(at)()
  if (E.isLeft(seen)) return
  const { toSweep } = seen.right
  const isToSweep = toSweep !== null && toSweep <= now - known.fileDeleteDelayMs
  if (!isToSweep && !cleanable(seen.right, known, now).isDue) return
  const settings = await freshSettings(deps, at)
  if (settings === null) return
  if (isToSweep) await log.sweep(at, now - settings.fileDeleteDelayMs)()
  const { from, dirty, isDue } = cleanable(seen.right, settings, now)
  if (!isDue) return
  try {
    await pass(deps, at, { settings, now, from, dirty, sealed: seen.right.sealed })
  } catch (error) {
    if (!(error instanceof PassEnded)) throw error
    deps.logger.debug({ at, why: error.message }, 'the cleaning of a log was not finished')
  }
}

type Plan = Readonly<{
  settings: CompactionSettings
  now: number
  from: Offset
  dirty: Parameters<typeof mapKeys>[3]
  sealed: Parameters<typeof mapKeys>[3]
}>

const pass = async (
  deps: CompactDeps,
  at: TopicPartition,
  { settings, now, from, dirty, sealed }: Plan,
): Promise<void> => {
  const { log, logger, replaced } = deps
  const mapped = await mapKeys(deps, at, from, dirty)
  const remembered = await rememberedBatches(deps, at)
  const { deleteRetentionMs, segmentBytes } = settings
  const judge = { ...deps, mapped, remembered, now, deleteRetentionMs }
  let [before, after] = [0, 0]
  for (const group of groupSegments(sealed, mapped.end, segmentBytes)) {
    const rewritten = await rewriteGroup(judge, at, group, async () => {
      if ((await freshSettings(deps, at)) === null) throw new PassEnded('it is no longer to be cleaned here')
    })
    before += rewritten.before
    after += rewritten.after
    if (rewritten.at === null) continue
    replaced(at, rewritten.at)
    // What earlier groups of a long pass have replaced: otherwise the log would need its room twice.
    await sweep(deps, at, rewritten.at)
  }
  expected(await log.markClean(at, mapped.end)())
  logger.info({ at, from, end: mapped.end, keys: mapped.keys.size(), before, after }, 'a log was compacted')
}

/** Gives back the room of what was replaced long enough ago, by the config as it is now. */
export const sweep = async (deps: CompactDeps, at: TopicPartition, now: number): Promise<void> => {
  const settings = await freshSettings(deps, at)
  if (settings !== null) await deps.log.sweep(at, now - settings.fileDeleteDelayMs)()
}

/**
 * What producers may send again must be known for as long as they may: by a snapshot beyond all that is rewritten, and,
 * for who has to fold without one, by the facts of those batches.
 */
const rememberedBatches = async (deps: CompactDeps, at: TopicPartition): Promise<ReadonlySet<Offset>> => {
  const { producers } = expected(await storeSnapshot(deps, at))
  return new Set(
    [...producers.values()].flatMap(({ batches }) => batches.map(({ baseOffset }) => baseOffset)),
  )
}

export const settingsOf = (
  { topics }: Pick<CompactDeps, 'topics'>,
  at: TopicPartition,
): CompactionSettings | null => {
  const topic = topics.known({ id: at.topicId })
  return topic === undefined ? null : topicSettings(topic.configs).compaction
}

/** As the store has them now; null: it is not to be cleaned, or not by this broker. */
const freshSettings = async (deps: CompactDeps, at: TopicPartition): Promise<CompactionSettings | null> => {
  await deps.topics.refresh()
  return deps.isMine(at) ? settingsOf(deps, at) : null
}
