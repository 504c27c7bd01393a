import { type AssignedTopic, assignedPartitions } from '#adapters/kafka/protocol/consumer-assignment'
import {
  DescribeGroupsRequest,
  DescribeGroupsResponse,
} from '#adapters/kafka/protocol/messages/describe-groups'
import {
  batchesKeys,
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from '#adapters/kafka/protocol/messages/find-coordinator'
import { ListGroupsRequest, ListGroupsResponse } from '#adapters/kafka/protocol/messages/list-groups'
import { visible } from '../text.ts'
import { check, GROUP_NOT_FOUND, KafkaError } from './errors.ts'
import type { Kafka } from './kafka.ts'

export type ListedGroup = Readonly<{
  group: string
  state: string
  protocolType: string
  /** `classic`, `consumer`, ...; '' where the broker is too old to tell (KIP-848). */
  type: string
  coordinator: number
}>

export type Member = Readonly<{
  id: string
  instanceId: string | null
  client: string
  host: string
  /** Null where it is of another protocol type than `consumer`. */
  assigned: readonly AssignedTopic[] | null
}>

export type DescribedGroup = Readonly<{
  group: string
  state: string
  protocolType: string
  protocol: string
  coordinator: number
  /** Null where the group is of a type whose members this does not ask for. */
  members: readonly Member[] | null
}>

/** Every broker tells of those that it coordinates. */
export const listGroups = async (kafka: Kafka): Promise<readonly ListedGroup[]> => {
  const { brokers } = await kafka.metadata([])
  const api = { request: ListGroupsRequest, response: ListGroupsResponse }
  const answers = await Promise.all(
    brokers.map(async ({ nodeId }) => {
      const { errorCode, groups } = await kafka.ask(api, {
        body: { statesFilter: [], typesFilter: [] },
        to: nodeId,
      })
      check(`broker ${nodeId}`, errorCode)
      return groups.map(({ groupId, groupState, protocolType, groupType }) => ({
        group: groupId,
        state: groupState,
        protocolType,
        type: groupType,
        coordinator: nodeId,
      }))
    }),
  )
  return answers.flat().toSorted((one, other) => (one.group < other.group ? -1 : 1))
}

const GROUP_KEYS = 0

export const coordinatorOf = async (kafka: Kafka, group: string): Promise<number> => {
  const api = { request: FindCoordinatorRequest, response: FindCoordinatorResponse }
  const answer = await kafka.ask(api, {
    body: (version) => ({
      key: batchesKeys(version) ? '' : group,
      keyType: GROUP_KEYS,
      coordinatorKeys: batchesKeys(version) ? [group] : [],
    }),
  })
  const found = answer.coordinators[0] ?? answer
  check(`group ${visible(group)}`, found.errorCode, found.errorMessage)
  return found.nodeId
}

/** A group that is not there is described as one that is Dead. */
export const describeGroup = async (kafka: Kafka, group: string): Promise<DescribedGroup> => {
  const coordinator = await coordinatorOf(kafka, group)
  const [found] = await describeAt(kafka, coordinator, [group])
  if (found === undefined) throw new KafkaError(`group ${visible(group)}`, GROUP_NOT_FOUND)
  return found
}

/** Groups of one coordinator, in one question. */
export const describeAt = async (
  kafka: Kafka,
  coordinator: number,
  groups: readonly string[],
): Promise<readonly DescribedGroup[]> => {
  const api = { request: DescribeGroupsRequest, response: DescribeGroupsResponse }
  const body = { groups: [...groups], includeAuthorizedOperations: false }
  const answer = await kafka.ask(api, { body, to: coordinator })
  return Promise.all(
    answer.groups.map(async (found) =>
      found.errorCode === GROUP_NOT_FOUND
        ? await otherType(kafka, found.groupId, coordinator)
        : describedAs(found, coordinator),
    ),
  )
}

type Answered = DescribeGroupsResponse['groups'][number]

const describedAs = (found: Answered, coordinator: number): DescribedGroup => {
  check(`group ${visible(found.groupId)}`, found.errorCode, found.errorMessage)
  return {
    group: found.groupId,
    state: found.groupState,
    protocolType: found.protocolType,
    protocol: found.protocolData,
    coordinator,
    members: found.members.map(({ memberId, groupInstanceId, clientId, clientHost, memberAssignment }) => ({
      id: memberId,
      instanceId: groupInstanceId,
      client: clientId,
      host: clientHost,
      assigned: found.protocolType === 'consumer' ? assignedPartitions(memberAssignment) : null,
    })),
  }
}

/** DescribeGroups knows classic groups alone; whether there is one of another type, ListGroups tells. */
const otherType = async (kafka: Kafka, group: string, coordinator: number): Promise<DescribedGroup> => {
  const found = (await listGroups(kafka)).find((each) => each.group === group)
  return found === undefined
    ? { group, state: 'Dead', protocolType: '', protocol: '', coordinator, members: [] }
    : { ...found, protocol: found.type, members: null }
}
