import {
  evolve,
  GapInLog,
  initialPartition,
  type PartitionState,
  PRODUCER_EXPIRATION_MS,
} from '#domain/log/partition-state'
import type { EntryFacts, Position } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { Logger } from '#ports/logger'
import type { LogGone, PartitionLog } from '#ports/partition-log'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'
import { partitionFromText, partitionToText } from './stored-partition.ts'

/** A partition's state as folded from its log, for the one who appends to it. */
export interface PartitionFold {
  /** The state, read from the store's snapshot and tail the first time. */
  readonly open: () => Promise<E.Either<LogGone, PartitionState>>
  /** Folds what others have appended; whether there was anything. Only for an open fold. */
  readonly catchUp: () => Promise<E.Either<LogGone, boolean>>
  /** Folds an entry that this broker appended. */
  readonly applied: (entry: EntryFacts) => void
  /** This broker opened a new segment: the same end of the log has another mark. */
  readonly rolled: (to: Position) => void
}

export type FoldRules = Readonly<{
  /** Kafka's `producer.id.expiration.ms`. */
  producerExpirationMs?: number | undefined
  /** False for who only looks on: nothing is written. */
  savesSnapshots?: boolean
}>

/** Entries of facts asked for at a time. */
const PAGE = 1_000
/** Entries after which the next who opens the partition is spared the reading of them. */
const SNAPSHOT_EVERY = 1_000

export const partitionFold = (
  log: PartitionLog,
  at: TopicPartition,
  logger: Logger,
  { producerExpirationMs = PRODUCER_EXPIRATION_MS, savesSnapshots = true }: FoldRules = {},
): PartitionFold => {
  let state: PartitionState | null = null
  let sinceSnapshot = 0
  let saving = false

  const applied = (entry: EntryFacts): void => {
    if (state === null) return
    evolve(state, entry)
    sinceSnapshot++
    // A snapshot costs as much as there are producers; so it is made less often where there are many.
    if (savesSnapshots && !saving && sinceSnapshot >= Math.max(SNAPSHOT_EVERY, state.producers.size))
      snapshot(state)
  }

  const snapshot = (current: PartitionState): void => {
    sinceSnapshot = 0
    saving = true
    log
      .saveSnapshot(at, { position: current.position, state: partitionToText(current) })
      .catch((error: unknown) => logger.warn({ err: error, at }, 'a partition snapshot could not be stored'))
      .finally(() => {
        saving = false
      })
  }

  const fromSnapshot = async (): Promise<E.Either<LogGone, PartitionState>> => {
    const stored = await log.loadSnapshot(at)
    return stored === null ? fromOrigin() : E.right(partitionFromText(stored, producerExpirationMs))
  }

  const fromOrigin = async (): Promise<E.Either<LogGone, PartitionState>> => {
    const origin = await log.origin(at)()
    return E.isLeft(origin) ? origin : E.right(initialPartition(origin.right, producerExpirationMs))
  }

  /** Folds to the end; null when the log does not go on from where the fold stands. */
  const foldTail = async (current: PartitionState): Promise<E.Either<LogGone, boolean> | null> => {
    for (let news = false; ; news = true) {
      const page = await log.facts(at, current.position, PAGE)()
      if (E.isLeft(page)) return page.left.kind === 'position-lost' ? null : E.left(page.left)
      try {
        for (const entry of page.right) applied(entry)
      } catch (error) {
        if (!(error instanceof GapInLog)) throw error
        logger.error({ err: error, at }, 'a partition is read anew')
        return null
      }
      if (page.right.length < PAGE) return E.right(news || page.right.length > 0)
    }
  }

  const readAnew = async (): Promise<E.Either<LogGone, boolean>> => {
    // The origin twice: segments may be dropped between asking for it and reading from it.
    for (const source of [fromSnapshot, fromOrigin, fromOrigin]) {
      const begun = await source()
      if (E.isLeft(begun)) return begun
      state = begun.right
      const folded = await foldTail(state)
      if (folded !== null) return E.isLeft(folded) ? folded : E.right(true)
    }
    throw new StoreCorrupt(`the log of ${at.topicId}:${at.partition} does not go on from its own origin`)
  }

  const catchUp = async (): Promise<E.Either<LogGone, boolean>> => {
    const folded = state === null ? null : await foldTail(state)
    if (folded !== null) return folded
    try {
      return await readAnew()
    } catch (error) {
      state = null
      throw error
    }
  }

  return {
    open: async () => {
      if (state !== null) return E.right(state)
      const read = await catchUp()
      if (E.isLeft(read)) {
        state = null
        return read
      }
      return state === null ? E.left({ kind: 'partition-gone' }) : E.right(state)
    },
    catchUp,
    applied,
    rolled: (to) => {
      if (state !== null) state.position = to
    },
  }
}
