import { partitionKey } from '#domain/topic/types'
import type { CommittedOffsets } from '#ports/committed-offsets'
import { E } from '#shared/fp'
import { isEnd, type MemoryData, nameKey } from './data.ts'
import { turn } from './turn.ts'

export const memoryCommittedOffsets = ({ journals }: MemoryData): CommittedOffsets => {
  const journalOf = (groupId: string) => journals.get(nameKey({ kind: 'group', groupId }))

  return {
    change:
      (groupId, fence, { set, remove }) =>
      async () => {
        await turn()
        const journal = journalOf(groupId)
        if (journal === undefined || !isEnd(journal, fence.journal)) return E.left({ kind: 'fenced' })
        if (fence.sequence <= journal.sequence) return E.left({ kind: 'superseded' })
        for (const at of remove) journal.offsets.delete(partitionKey(at))
        for (const committed of set)
          journal.offsets.set(partitionKey(committed.at), structuredClone(committed))
        journal.sequence = fence.sequence
        return E.right(undefined)
      },

    read: async (groupId, partitions) => {
      await turn()
      const journal = journalOf(groupId)
      if (journal === undefined) return { offsets: [], sequence: 0 }
      const { offsets, sequence } = journal
      const found =
        partitions === null
          ? [...offsets.values()]
          : partitions.flatMap((at) => offsets.get(partitionKey(at)) ?? [])
      return { offsets: structuredClone(found), sequence }
    },
  }
}
