import { altered, type ConfigChange } from '#domain/config/alteration'
import {
  type ConfigOwner,
  type ConfigResource,
  differenceOf,
  noValues,
  setOf,
} from '#domain/config/set-configs'
import { type ConfigRefusal, checked } from '#domain/config/validation'
import { parseTopicName } from '#domain/topic/name'
import { E } from '#shared/fp'
import type { ClusterEvent } from './events.ts'
import type { ClusterState } from './state.ts'

/** `replacing` takes away all that is set and not told again (the older AlterConfigs); its changes only set. */
export type AlterConfigsCommand = Readonly<{
  type: 'alter-configs'
  resource: ConfigResource
  changes: readonly ConfigChange[]
  replacing: boolean
}>

export type AlterConfigsRefusal =
  | ConfigRefusal
  | Readonly<{ kind: 'invalid-topic' | 'policy-violation'; message: string }>
  | Readonly<{ kind: 'unknown-topic' }>

/** Groups and subscriptions that may have configs: their names are whatever clients say. */
export const MAX_CONFIGURED = 10_000
const LONGEST_NAME = 255

/** All changes of a resource, or none. Kafka looks at the values first, then whether the resource is there. */
export const alterConfigs = (
  state: ClusterState,
  { resource, changes, replacing }: AlterConfigsCommand,
): E.Either<AlterConfigsRefusal, readonly ClusterEvent[]> => {
  const misnamed = nameFault(resource)
  if (misnamed !== null) return E.left(misnamed)
  const owner = ownerOf(state, resource)
  const before = owner === null ? noValues : setOf(state.configs, owner)
  const after = altered(resource, replacing ? noValues : before, changes)
  if (E.isLeft(after)) return after
  if (owner === null) return E.left({ kind: 'unknown-topic' })
  const difference = differenceOf(before, after.right)
  if (difference === null) return E.right([])
  const owners = state.configs[owner.type]
  if (owner.type !== 'topic' && !owners.has(owner.key) && owners.size >= MAX_CONFIGURED)
    return E.left({
      kind: 'policy-violation',
      message: `There are configs of ${owners.size} others already.`,
    })
  return E.right([{ type: 'configs-altered', owner, difference }])
}

/** The configs of a new topic as they are kept, or why it cannot have them. */
export const ownConfigs = (
  topic: string,
  asked: ReadonlyMap<string, string | null>,
): E.Either<ConfigRefusal, ReadonlyMap<string, string>> => {
  const values = new Map<string, string>()
  for (const [name, value] of asked) {
    if (value === null)
      return E.left({
        kind: 'invalid-config',
        message: `Null value not supported for topic configs: ${name}`,
      })
    values.set(name, value)
  }
  return checked({ type: 'topic', name: topic }, values)
}

const ownerOf = ({ byName }: ClusterState, { type, name }: ConfigResource): ConfigOwner | null => {
  if (type !== 'topic') return { type, key: name }
  const topic = byName.get(name)
  return topic === undefined ? null : { type, key: topic.id }
}

const nameFault = ({ type, name }: ConfigResource): AlterConfigsRefusal | null => {
  switch (type) {
    case 'topic': {
      if (name === '') return { kind: 'invalid-request', message: 'Default topic resources are not allowed.' }
      const parsed = parseTopicName(name)
      return E.isLeft(parsed) ? { kind: 'invalid-topic', message: parsed.left } : null
    }
    case 'broker':
      return null
    case 'group':
    case 'client-metrics':
      return name === '' || name.length > LONGEST_NAME
        ? { kind: 'invalid-request', message: `The name must have 1 to ${LONGEST_NAME} characters.` }
        : null
  }
}
