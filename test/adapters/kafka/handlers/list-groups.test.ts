import { describe, expect, test } from 'vitest'
import { listGroups } from '#adapters/kafka/handlers/list-groups'
import { groupId } from '#domain/group/types'
import { unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const broker = brokerWith({
  groups: {
    list: () =>
      Promise.resolve([
        { groupId: groupId('a'), protocolType: 'consumer', state: 'stable' },
        { groupId: groupId('b'), protocolType: '', state: 'empty' },
        { groupId: groupId('c'), protocolType: 'connect', state: 'preparing' },
      ]),
  },
})

const listed = async (version: number, statesFilter: string[] = [], typesFilter: string[] = []) => {
  const { groups } = await answer(listGroups, version, { statesFilter, typesFilter }, broker)
  return groups.map((group) => group.groupId).join('')
}

test.each([0, 2, 3, 4, 5])('groups are listed in version %i', async (version) => {
  const body = await answer(listGroups, version, { statesFilter: [], typesFilter: [] }, broker)
  const facts = (groupState: string) => ({
    groupState: version >= 4 ? groupState : '',
    groupType: version >= 5 ? 'classic' : '',
  })
  expect(body).toEqual({
    throttleTimeMs: 0,
    errorCode: 0,
    groups: [
      { groupId: 'a', protocolType: 'consumer', ...facts('Stable') },
      { groupId: 'b', protocolType: '', ...facts('Empty') },
      { groupId: 'c', protocolType: 'connect', ...facts('PreparingRebalance') },
    ],
  })
})

describe('a filter', () => {
  test('of states takes them in any case', async () => {
    expect(await listed(4, ['STABLE', ' empty '])).toBe('ab')
    expect(await listed(4, ['preparingRebalance'])).toBe('c')
    expect(await listed(4, ['Dead', 'nonsense'])).toBe('')
  })

  test('of types takes the one there is in any case', async () => {
    expect(await listed(5, [], ['Classic', 'share'])).toBe('abc')
    expect(await listed(5, ['empty'], ['classic'])).toBe('b')
    expect(await listed(5, [], ['consumer', 'streams'])).toBe('')
    expect(await listed(5, [], [' classic '])).toBe('')
  })

  test('is none before its version', async () => {
    expect(await listed(3, ['empty'], ['share'])).toBe('abc')
    expect(await listed(4, ['empty'], ['share'])).toBe('b')
  })
})

test('without a store there is no list', async () => {
  const away = brokerWith({ groups: { list: unavailable } })
  expect(await answer(listGroups, 5, { statesFilter: [], typesFilter: [] }, away)).toMatchObject({
    errorCode: 15,
    groups: [],
  })
})
