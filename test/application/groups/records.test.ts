import { expect, test } from 'vitest'
import { memoryData } from '#adapters/memory/data'
import { memoryStore } from '#adapters/memory/store'
import { journalOf, ledgerOf } from '#application/groups/ledger'
import { recordsOf } from '#application/groups/records'
import { toStored } from '#application/groups/stored-events'
import type { GroupEvent } from '#domain/group/events'
import { evolve, noGroup } from '#domain/group/lifecycle'
import { generation, memberId } from '#domain/group/types'
import { manualTime } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'
import { G } from './world.ts'

const founding: GroupEvent = {
  type: 'coordinator-changed',
  coordinator: { brokerId: 1, incarnation: 'i', history: 'h' },
  generationFloor: generation(0),
  at: 0,
}

test('an append stands though no snapshot can be made of the group', async () => {
  const { journal, offsets } = memoryStore(stampingCodec, memoryData())
  const ledger = ledgerOf(journal)
  await journal.append(journalOf(G), null, [toStored(founding)])()
  const fold = await ledger.read(G)
  if (fold === null) throw new Error('it was founded')
  const records = recordsOf({
    journal: {
      ...journal,
      saveSnapshot: () => {
        throw new RangeError('Invalid string length')
      },
    },
    offsets,
    clock: manualTime().clock,
    logger: silentLogger,
    group: G,
    fold,
    seen: () => {},
  })
  const large: GroupEvent = {
    type: 'member-id-issued',
    memberId: memberId('m'.repeat(100_000)),
    sessionTimeoutMs: 1,
  }
  const state = [founding, large].reduce(evolve, noGroup)
  expect(await records.append([large], state)).toBe(true)
  expect(await records.append([large], state)).toBe(true)
  expect((await ledger.read(G))?.position.index).toBe(3)
})
