import type { MemberEvent } from './events.ts'

// What must hold of everything that members tell, whatever happens to their coordinator. Each answers its violations.

/** Safety: a partition has one owner in a generation, who alone processes it, each record once and in order. */
export const violationsOf = (events: readonly MemberEvent[]): readonly string[] => [
  ...sharedPartitions(events),
  ...processedByStrangers(events),
  ...processedOutOfOrder(events),
]

type InGeneration<E> = E & { readonly generation: number }

const known = <E extends { readonly generation: number | null }>(event: E): event is InGeneration<E> =>
  event.generation !== null && event.generation >= 0

/** A partition that two members were assigned, or processed records of, in one generation. */
const sharedPartitions = (events: readonly MemberEvent[]): readonly string[] => {
  const owners = new Map<string, string>()
  const violations = new Set<string>()
  const claim = (member: string, generation: number, partition: number) => {
    const place = `partition ${partition} in generation ${generation}`
    const owner = owners.get(place) ?? member
    owners.set(place, owner)
    if (owner !== member) violations.add(`${place} has two owners: ${owner} and ${member}`)
  }
  for (const event of events) {
    if (event.type === 'record' && known(event)) claim(event.member, event.generation, event.partition)
    if (event.type === 'assigned' && known(event))
      for (const partition of event.owned) claim(event.member, event.generation, partition)
  }
  return [...violations]
}

/** A record of a partition that its member had not been assigned in that generation. */
const processedByStrangers = (events: readonly MemberEvent[]): readonly string[] => {
  const assigned = new Map<string, Set<number>>()
  const violations = new Set<string>()
  for (const event of events) {
    if (event.type === 'assigned' && known(event)) {
      const key = `${event.member} in generation ${event.generation}`
      // Cooperative members may be told twice in one generation.
      assigned.set(key, new Set([...(assigned.get(key) ?? []), ...event.owned]))
    }
    if (event.type === 'record' && known(event)) {
      const key = `${event.member} in generation ${event.generation}`
      if (assigned.get(key)?.has(event.partition) !== true)
        violations.add(`${key} processed partition ${event.partition}, which it did not own`)
    }
  }
  return [...violations]
}

const processedOutOfOrder = (events: readonly MemberEvent[]): readonly string[] => {
  const last = new Map<string, number>()
  const violations: string[] = []
  for (const event of events) {
    // Whoever is assigned anew, if to the same generation, begins at what is committed.
    if (event.type === 'assigned' || event.type === 'rewound')
      for (const place of last.keys()) if (place.startsWith(`${event.member}, `)) last.delete(place)
    if (event.type !== 'record' || !known(event)) continue
    const place = `${event.member}, partition ${event.partition}, generation ${event.generation}`
    const before = last.get(place)
    if (before !== undefined && event.offset <= before)
      violations.push(`${place}: offset ${event.offset} after ${before}`)
    last.set(place, event.offset)
  }
  return violations
}

/** Offsets by partition, as they were committed at some moment. */
export type Committed = ReadonlyMap<number, number>

export const commitsThatWentBack = (before: Committed, now: Committed): readonly string[] =>
  [...before].flatMap(([partition, offset]) => {
    const later = now.get(partition)
    if (later === undefined) return [`partition ${partition}: the committed offset ${offset} is gone`]
    return later < offset ? [`partition ${partition}: committed ${offset}, then ${later}`] : []
  })

/** Records that were acknowledged to their producer and processed by nobody, or more often than once. */
export const countsOf = (
  events: readonly MemberEvent[],
  written: ReadonlySet<string>,
): Readonly<{ missing: readonly string[]; repeated: readonly string[] }> => {
  const seen = new Map<string, number>()
  for (const event of events)
    if (event.type === 'record') seen.set(event.value, (seen.get(event.value) ?? 0) + 1)
  return {
    missing: [...written].filter((value) => !seen.has(value)),
    repeated: [...seen].filter(([, times]) => times > 1).map(([value]) => value),
  }
}

/** How often members were given or lost partitions. */
export const rebalancesOf = (events: readonly MemberEvent[]): readonly string[] =>
  events
    .filter(({ type }) => type === 'assigned' || type === 'revoked' || type === 'left')
    .map((event) => `${new Date(event.at).toISOString()} ${event.member} ${event.type}${generationOf(event)}`)

const generationOf = (event: MemberEvent): string =>
  event.type === 'assigned' ? ` in generation ${event.generation}` : ''
