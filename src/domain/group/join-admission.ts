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
  if (protocols.reduce((sum, { metadata }) => sum + bytesOf(metadata), 0) > rules.maxMetadataBytes)
    return { kind: 'member-metadata-too-large' }
  if (stateName(state) === 'dead') return GROUP_DEAD
  if (isFull(state, command, rules)) return { kind: 'group-full' }
  return fits(state, command) ? null : { kind: 'inconsistent-group-protocol' }
}

/**
 * An id that was given out reserves a place, though not against those who are quicker; an empty group takes anybody,
 * so that nobody is kept out by ids that nobody uses. Whoever is a member, or takes a member's place, needs none.
 */
const isFull = (state: GroupState, command: JoinCommand, { maxSize }: GroupRules): boolean => {
  const { members, pending, statics } = state.context
  if (stateName(state) === 'empty') return false
  if (command.memberId !== '') return pending.has(command.memberId) && members.size >= maxSize
  if (command.instanceId !== null && statics.has(command.instanceId)) return false
  return members.size + pending.size >= maxSize
}

const fits = (state: GroupState, { protocolType, protocols }: JoinCommand): boolean =>
  stateName(state) === 'empty'
    ? protocolType !== '' && protocols.length > 0
    : protocolType === state.context.protocolType && suitsAll(state.context, protocols)

/** Of what is base64 here. */
const bytesOf = (text: Opaque): number =>
  Math.floor((text.length * 3) / 4) - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)
