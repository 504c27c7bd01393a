import type { CommittedOffset } from '#domain/offset-commits/types'
import type { CommittedOffsets } from '#ports/committed-offsets'
import { E } from '#shared/fp'
import type { Commits } from './group-commit.ts'
import { findJournal, isEnd, type JournalRecord, journalRecord, prefixOf } from './journal-record.ts'
import { jsonRecord } from './json-record.ts'
import { beyond, journalKey, partitionOf, partitionPrefix } from './keys.ts'
import type { Reader } from './tables.ts'

const offsetRecord = jsonRecord<Omit<CommittedOffset, 'at'>>('committed offset')

/** Offsets lie under the journal's token, so that a group that is founded again cannot come upon them. */
export const embeddedCommittedOffsets = (reader: Reader, commits: Commits): CommittedOffsets => ({
  change:
    (groupId, fence, { set, remove }) =>
    () =>
      commits.submit((transaction) => {
        const name = { kind: 'group', groupId } as const
        const journal = findJournal(transaction, name)
        if (journal === undefined || !isEnd(journal, fence.journal)) return E.left({ kind: 'fenced' })
        if (fence.sequence <= (journal.committed ?? 0)) return E.left({ kind: 'superseded' })
        for (const at of remove) transaction.remove('committed-offsets', offsetKey(journal, at))
        for (const { at, ...committed } of set)
          transaction.put('committed-offsets', offsetKey(journal, at), offsetRecord.encode(committed))
        const changed = { ...journal, committed: fence.sequence }
        transaction.put('journals', journalKey(name), journalRecord.encode(changed))
        return E.right(undefined)
      }),

  read: async (groupId, partitions) => {
    const journal = findJournal(reader, { kind: 'group', groupId })
    if (journal === undefined) return { offsets: [], sequence: 0 }
    const from = prefixOf(journal)
    const found =
      partitions === null
        ? [...reader.range('committed-offsets', { from, to: beyond(from) })]
        : partitions.flatMap((at) => {
            const key = offsetKey(journal, at)
            const value = reader.get('committed-offsets', key)
            return value === undefined ? [] : [{ key, value }]
          })
    const offsets = found.map(({ key, value }) => ({ at: partitionOf(key), ...offsetRecord.decode(value) }))
    return { offsets, sequence: journal.committed ?? 0 }
  },
})

const offsetKey = (journal: JournalRecord, at: CommittedOffset['at']): Buffer =>
  Buffer.concat([prefixOf(journal), partitionPrefix(at)])
