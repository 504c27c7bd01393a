import type { CommittedOffset } from '#domain/offset-commits/types'
import type { TopicPartition } from '#domain/topic/types'
import type { OffsetChange } from '#ports/committed-offsets'
import type { JournalPosition } from '#ports/journal'
import type { Store } from '#ports/store'
import { group, journalOf } from '../journal/journal-cases.ts'
import { accepted } from '../outcome.ts'

export const committed = (
  at: TopicPartition,
  offset: number,
  other: Partial<CommittedOffset> = {},
): CommittedOffset => ({ at, offset, leaderEpoch: 3, metadata: '', committedAt: 1_700_000_000_000, ...other })

export const setting = (...set: readonly CommittedOffset[]): OffsetChange => ({ set, remove: [] })

/** A group as its coordinator sees it: the end of its journal, and how many changes it has made. */
export interface Founded {
  readonly journal: JournalPosition
  /** Makes the next change, at the next sequence. */
  readonly change: (change: OffsetChange) => Promise<void>
}

export const founded = async ({ journal, offsets }: Store, groupId: string): Promise<Founded> => {
  const [end] = await journalOf(journal, group(groupId), ['founded'])
  if (end === undefined) throw new Error('a journal has an end')
  let sequence = 0
  return {
    journal: end,
    change: (change) => accepted(offsets.change(groupId, { journal: end, sequence: ++sequence }, change)),
  }
}

/** By partition, so that no order is asked for. */
export const offsetsOf = async (
  { offsets }: Store,
  groupId: string,
  partitions: readonly TopicPartition[] | null = null,
): Promise<readonly CommittedOffset[]> => {
  const { offsets: found } = await offsets.read(groupId, partitions)
  return found.toSorted(({ at: a }, { at: b }) =>
    a.topicId === b.topicId ? a.partition - b.partition : a.topicId < b.topicId ? -1 : 1,
  )
}
