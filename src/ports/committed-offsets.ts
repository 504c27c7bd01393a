import type { CommittedOffset } from '#domain/offset-commits/types'
import type { TopicPartition } from '#domain/topic/types'
import type { TaskEither } from '#shared/fp'
import type { JournalPosition } from './journal.ts'

/**
 * Where groups go on, kept beside each group's journal and removed with it (`Journal.remove`). Rejects with an error of
 * `store-errors.ts` when the store cannot be asked; a change may reject with `OutcomeUnknown`.
 */
export interface CommittedOffsets {
  /** All or nothing, if the change is allowed by its fence. Durable as an append is. */
  readonly change: (
    groupId: string,
    fence: OffsetFence,
    change: OffsetChange,
  ) => TaskEither<OffsetRefusal, void>

  /** What is committed for these partitions (`null`: for all), and the sequence of the newest change; 0 before the first. */
  readonly read: (
    groupId: string,
    partitions: readonly TopicPartition[] | null,
  ) => Promise<Readonly<{ offsets: readonly CommittedOffset[]; sequence: number }>>
}

/**
 * A change is taken only from whoever folded the group's journal to its end, and in the order of `sequence`: bytes that
 * arrive late change nothing any more (`design.md` 6).
 */
export type OffsetFence = Readonly<{
  /** The journal's end as the writer folded it. */
  journal: JournalPosition
  /** Above that of every change before. */
  sequence: number
}>

export type OffsetChange = Readonly<{
  /** Each replaces what is there for its partition. */
  set: readonly CommittedOffset[]
  remove: readonly TopicPartition[]
}>

/** `fenced`: the group's journal ends elsewhere, or is gone. `superseded`: a change with this sequence or a later one is there. */
export type OffsetRefusal = Readonly<{ kind: 'fenced' } | { kind: 'superseded' }>
