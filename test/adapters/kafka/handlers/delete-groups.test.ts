import { expect, test } from 'vitest'
import { deleteGroups } from '#adapters/kafka/handlers/delete-groups'
import type { GroupsRefusal } from '#application/groups/groups'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'
import { answer, brokerWith } from './ask.ts'

const outcomes: Readonly<Record<string, GroupsRefusal>> = {
  busy: { kind: 'non-empty-group' },
  none: { kind: 'group-not-found' },
  '': { kind: 'invalid-group-id' },
  elsewhere: { kind: 'not-coordinator' },
}

test.each([0, 1, 2])('groups are deleted in version %i, each or not', async (version) => {
  const asked: string[] = []
  const broker = brokerWith({
    groups: {
      delete: (group) => {
        asked.push(group)
        if (group === 'torn') return Promise.reject(new StoreCorrupt('torn'))
        const refusal = outcomes[group]
        return Promise.resolve(refusal === undefined ? E.right(undefined) : E.left(refusal))
      },
    },
  })
  const groupsNames = ['idle', 'busy', 'none', '', 'torn', 'elsewhere', 'idle']
  const { results } = await answer(deleteGroups, version, { groupsNames }, broker)
  expect(results.map(({ groupId, errorCode }) => [groupId, errorCode])).toEqual([
    ['idle', 0],
    ['busy', 68],
    ['none', 69],
    ['', 24],
    ['torn', 15],
    ['elsewhere', 16],
  ])
  expect(asked).toHaveLength(6)
})
