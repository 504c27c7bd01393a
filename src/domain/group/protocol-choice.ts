import type { Roster } from './roster.ts'
import type { Protocol } from './types.ts'

/**
 * The assignor of the next generation. Each member votes for the first in its own list that all members know; most
 * votes win, and among equals the one that the leader prefers. Undefined when they have none in common.
 */
export const chosenProtocol = ({
  members,
  leader,
}: Pick<Roster, 'members' | 'leader'>): string | undefined => {
  const known = knownTo(members)
  const isCandidate = ({ name }: Protocol): boolean => known.get(name) === members.size
  const votes = new Map<string, number>()
  for (const { protocols } of members.values()) {
    const vote = protocols.find(isCandidate)
    if (vote !== undefined) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1)
  }
  const most = Math.max(...votes.values())
  const winners = [...votes].filter(([, count]) => count === most).map(([name]) => name)
  const preferred = leader === null ? undefined : members.get(leader)?.protocols
  return preferred?.find(({ name }) => winners.includes(name))?.name ?? winners[0]
}

/** Whether one of these is known to every member, as whoever joins must bring along. */
export const suitsAll = ({ members }: Pick<Roster, 'members'>, protocols: readonly Protocol[]): boolean =>
  protocols.some(({ name }) => {
    for (const member of members.values())
      if (!member.protocols.some((known) => known.name === name)) return false
    return true
  })

/** By how many members each is known; a name that one of them says twice counts once. */
const knownTo = (members: Roster['members']): ReadonlyMap<string, number> => {
  const known = new Map<string, number>()
  for (const { protocols } of members.values())
    for (const name of new Set(protocols.map((protocol) => protocol.name)))
      known.set(name, (known.get(name) ?? 0) + 1)
  return known
}
