import { failureCode, NONE } from '#adapters/kafka/error-codes'
import { ListGroupsRequest, ListGroupsResponse } from '#adapters/kafka/protocol/messages/list-groups'
import type { ListedGroup } from '#application/groups/groups'
import { stateNames } from './group-states.ts'
import { handler } from './handler.ts'

export const listGroups = handler({
  request: ListGroupsRequest,
  response: ListGroupsResponse,
  pace: 'in-turn',
  handle: async ({ services }, { statesFilter, typesFilter }) => {
    // Kafka forgives blanks around states, not around types.
    const inStates = filterBy(statesFilter.map((name) => name.trim()))
    const ofTypes = filterBy(typesFilter)
    try {
      const groups = ofTypes(CLASSIC) ? await services.groups.list() : []
      return answer(
        NONE,
        groups.map(view).filter(({ groupState }) => inStates(groupState)),
      )
    } catch (error) {
      return answer(failureCode('group', error), [])
    }
  },
})

const CLASSIC = 'classic'

/** No names let everything pass. */
const filterBy = (names: readonly string[]): ((name: string) => boolean) => {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  return (name) => wanted.size === 0 || wanted.has(name.toLowerCase())
}

const view = ({ groupId, protocolType, state }: ListedGroup): ListGroupsResponse['groups'][number] => ({
  groupId,
  protocolType,
  groupState: stateNames[state],
  groupType: CLASSIC,
})

const answer = (errorCode: number, groups: ListGroupsResponse['groups']): ListGroupsResponse => ({
  throttleTimeMs: 0,
  errorCode,
  groups,
})
