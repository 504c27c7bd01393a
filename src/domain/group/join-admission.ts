import type { JoinCommand } from './commands.ts'
import type { GroupRefusal } from './errors.ts'
import { type GroupState, stateName } from './lifecycle.ts'
import { suitsAll } from './protocol-choice.ts'
import { GROUP_DEAD } from './standing.ts'
import type { GroupRules, Opaque } from './types.ts'

/** Why a join is refused whoever asks, in Kafka's order; null lets it pass. */
export const inadmissible = (
  state: GroupState,
  command: JoinCommand,
  rules: GroupRules,
): GroupRefusal | null => {
  const { sessionTimeoutMs, protocols } = command
  if (sessionTimeoutMs < rules.minSessionTimeoutMs || sessionTimeoutMs > rules.maxSessionTimeoutMs)
    return { kind: 'invalid-session-timeout' }
  const metadata = protocols.reduce((sum, each) => sum + bytesOf(each.metadata), 0)
  if (
    metadata > rules.maxMetadataBytes ||
    protocols.length > MOST_PROTOCOLS ||
    nameLength(command) > LONGEST_NAMES
  )
    return { kind: 'member-metadata-too-large' }
  if (stateName(state) === 'dead') return GROUP_DEAD
  if (isFull(state, command, rules)) return { kind: 'group-full' }
  return fits(state, command) ? null : { kind: 'inconsistent-group-protocol' }
}

/**
 * Ids that were given out reserve no place, as in Kafka: one whose answer was lost would keep its own client out. Whoever is a
 * member, or takes a member's place, needs none.
 */
const isFull = (state: GroupState, command: JoinCommand, { maxSize }: GroupRules): boolean => {
  const { members, pending, statics } = state.context
  if (command.memberId !== '' && !pending.has(command.memberId)) return false
  if (command.instanceId !== null && statics.has(command.instanceId)) return false
  return members.size >= maxSize
}

const fits = (state: GroupState, { protocolType, protocols }: JoinCommand): boolean =>
  stateName(state) === 'empty'
    ? protocolType !== '' && protocols.length > 0
    : protocolType === state.context.protocolType && suitsAll(state.context, protocols)

/** Each is compared with those of all members; clients know three or four. */
const MOST_PROTOCOLS = 50

/** Of all that a member names, together; nobody looks at them, and all of them are kept. */
const LONGEST_NAMES = 8_192

const nameLength = ({ protocols, protocolType, instanceId }: JoinCommand): number =>
  protocols.reduce((sum, { name }) => sum + name.length, protocolType.length + (instanceId?.length ?? 0))

/** Of what is base64 here. */
const bytesOf = (text: Opaque): number =>
  Math.floor((text.length * 3) / 4) - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)
