import type { TaskEither } from '#shared/fp'

/**
 * An append-only list of events with one writer at a time, chosen by nothing but the position (`design.md` 1 and 3).
 * Rejects with an error of `store-errors.ts` when the store cannot be asked; an append may reject with `OutcomeUnknown`.
 */
export interface Journal {
  /** Appends all events or none, if the journal still ends exactly at `expected`; `null` founds a journal that does not exist. */
  readonly append: (
    name: JournalName,
    expected: JournalPosition | null,
    events: readonly StoredEvent[],
  ) => TaskEither<JournalRefusal, JournalPosition>

  /** The events after a position (`null`: from the beginning or the newest snapshot on), and the position after them. */
  readonly read: (name: JournalName, after: JournalPosition | null) => TaskEither<JournalRefusal, JournalPage>

  /** Kept only if newer than the one that is stored. */
  readonly saveSnapshot: (name: JournalName, snapshot: JournalSnapshot) => Promise<void>

  /**
   * Removes the journal, its snapshot and the offsets committed under it, if it still ends exactly at `expected`. A late
   * append to it is refused for ever, also when a journal of its name is founded again.
   */
  readonly remove: (name: JournalName, expected: JournalPosition) => TaskEither<JournalRefusal, void>

  /** The ids of all groups that have a journal, in no order. Asks the store. */
  readonly groups: () => Promise<readonly string[]>

  /** Calls back when a journal may have grown, or any may have (`null`). Returns how to stop. */
  readonly watch: (listener: (name: JournalName | null) => void) => () => void

  /**
   * The time, by `Clock.monotonic`, up to which every growth and removal of a journal has been told to watchers; infinity
   * where nobody else can change one. A fold that was not told of anything since is as good as read at that time.
   */
  readonly toldUntil: () => number
}

/** Group ids are arbitrary strings; an adapter never puts one into a key as it is. */
export type JournalName = Readonly<{ kind: 'cluster' } | { kind: 'group'; groupId: string }>

/** `index` counts appends from 1; `token` tells this append from any other that ever stood at that index. */
export type JournalPosition = Readonly<{ index: number; token: string }>

/** What a decider wrote; `event` is JSON, decoded by whoever folds it. */
export type StoredEvent = Readonly<{ decider: string; version: number; event: unknown }>

export type JournalSnapshot = Readonly<{ position: JournalPosition; state: string }>

/** `snapshot` only when `after` was null or is older than what is still there: the fold starts again from it. */
export type JournalPage = Readonly<{
  snapshot: JournalSnapshot | null
  events: readonly StoredEvent[]
  position: JournalPosition
}>

/** `absent`: there is no such journal. `position-taken`: it ends elsewhere, or is not the journal it was. */
export type JournalRefusal = Readonly<{ kind: 'absent' } | { kind: 'position-taken' }>
