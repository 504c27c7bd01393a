import type { GroupEvent } from '#domain/group/events'
import type { GroupState } from '#domain/group/lifecycle'
import type { GroupId } from '#domain/group/types'
import type { CommittedOffset } from '#domain/offset-commits/types'
import type { Clock } from '#ports/clock'
import type { CommittedOffsets, OffsetChange } from '#ports/committed-offsets'
import type { Journal, JournalPosition } from '#ports/journal'
import type { Logger } from '#ports/logger'
import { E } from '#shared/fp'
import { type GroupFold, journalOf, lengthOf } from './ledger.ts'
import { toStored } from './stored-events.ts'
import { stateToText } from './stored-state.ts'

/**
 * What one coordinator writes of one group: journal, snapshots, offsets. False: the journal is somebody else's by now,
 * and nothing was written. One call at a time. Rejects with an error of `ports/store-errors.ts`.
 */
export interface Records {
  readonly append: (events: readonly GroupEvent[], after: GroupState) => Promise<boolean>
  /** Asks whether the journal still ends where this coordinator left it. */
  readonly isOurs: () => Promise<boolean>
  readonly change: (change: OffsetChange) => Promise<boolean>
  readonly committed: () => Promise<readonly CommittedOffset[]>
  /** Removes everything there is of the group. */
  readonly remove: () => Promise<void>
  /** By `Clock.monotonic`: when the journal was last known to be this coordinator's. */
  readonly provenAt: () => number
}

export type RecordsDeps = Readonly<{
  journal: Journal
  offsets: CommittedOffsets
  clock: Clock
  logger: Logger
  group: GroupId
  /** The group as this coordinator took it over. */
  fold: GroupFold
  /** Called with each new `provenAt`. */
  seen: (at: number) => void
}>

/** A tail is folded into a snapshot when it is as long as the state, and no shorter than this. */
const SHORTEST_TAIL = 64 * 1024

export const recordsOf = (deps: RecordsDeps): Records => {
  const { journal, offsets, clock, logger, group } = deps
  const name = journalOf(group)
  let { position, tailLength, snapshotLength } = deps.fold
  let provenAt = clock.monotonic()
  let sequence: number | null = null

  const proven = (at: number): void => {
    provenAt = at
    deps.seen(at)
  }

  /** Nobody waits for it, and nothing fails with it: the journal is as true without. */
  const snapshot = async (state: GroupState): Promise<void> => {
    tailLength = 0
    try {
      const text = stateToText(state)
      snapshotLength = text.length
      await journal.saveSnapshot(name, { position, state: text })
    } catch (error) {
      logger.warn({ err: error, group }, "a group's snapshot could not be stored")
    }
  }

  /** Also of what others left: a group may change hands more often than its journal grows. */
  const fold = (state: GroupState): void => {
    if (tailLength >= Math.max(SHORTEST_TAIL, snapshotLength)) void snapshot(state)
  }
  fold(deps.fold.state)

  const change = async (what: OffsetChange): Promise<boolean> => {
    const at = clock.monotonic()
    sequence ??= (await offsets.read(group, [])).sequence
    sequence += 1
    const changed = await offsets.change(group, { journal: position, sequence }, what)()
    if (E.isLeft(changed)) return false
    proven(at)
    return true
  }

  return {
    append: async (events, after) => {
      const at = clock.monotonic()
      const stored = events.map(toStored)
      const appended = await journal.append(name, position, stored)()
      if (E.isLeft(appended)) return false
      position = appended.right
      proven(at)
      tailLength += lengthOf(stored)
      fold(after)
      return true
    },
    isOurs: async () => {
      const at = clock.monotonic()
      const page = await journal.read(name, position)()
      if (E.isLeft(page) || !isSame(page.right.position, position)) return false
      proven(at)
      return true
    },
    change,
    committed: async () => {
      const read = await offsets.read(group, null)
      sequence = Math.max(read.sequence, sequence ?? 0)
      return read.offsets
    },
    remove: async () => {
      // Gone already, or another group's by now: either way nothing of this one is left.
      await journal.remove(name, position)()
    },
    provenAt: () => provenAt,
  }
}

const isSame = (a: JournalPosition, b: JournalPosition): boolean => a.index === b.index && a.token === b.token
