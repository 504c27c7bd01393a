import { eventually } from '#test/support/eventually'
import type { MemberEvent } from './events.ts'
import type { Sink } from './hosts.ts'

/** Everything that the members of one group have told so far, and who owns what by it. */
export interface GroupWatch {
  readonly events: readonly MemberEvent[]
  readonly sink: Sink
  readonly owned: (member: string) => readonly number[]
  /** Waits until these members, and no others, share all partitions among them. */
  readonly shared: (members: readonly string[], partitions: number, limitMs?: number) => Promise<void>
  /** Waits until so many different records have been processed. */
  readonly processed: (count: number) => Promise<void>
  readonly records: () => number
}

const PATIENCE = 90_000

export const groupWatch = (): GroupWatch => {
  const events: MemberEvent[] = []
  const latest = new Map<string, Readonly<{ generation: number | null; owned: readonly number[] }>>()
  const values = new Set<string>()
  const sink: Sink = (event) => {
    events.push(event)
    if (event.type === 'record') values.add(event.value)
    if (event.type === 'assigned') latest.set(event.member, event)
    if (event.type === 'revoked') latest.set(event.member, { generation: null, owned: event.owned })
    if (event.type === 'left') latest.delete(event.member)
  }
  const isShared = (members: readonly string[], partitions: number): boolean => {
    const all = members.flatMap((member) => latest.get(member)?.owned ?? [])
    const generations = new Set(members.map((member) => latest.get(member)?.generation))
    return (
      members.every((member) => (latest.get(member)?.owned.length ?? 0) > 0) &&
      generations.size === 1 &&
      all.length === partitions &&
      new Set(all).size === partitions
    )
  }
  const told = () => JSON.stringify({ latest: [...latest], last: events.slice(-5) })
  const wait = async (what: string, isSo: () => boolean, limitMs = PATIENCE) => {
    try {
      await eventually(what, () => (isSo() ? true : undefined), limitMs)
    } catch (cause) {
      throw new Error(`${what}; told so far: ${told()}`, { cause })
    }
  }
  return {
    events,
    sink,
    owned: (member) => latest.get(member)?.owned ?? [],
    shared: (members, partitions, limitMs) =>
      wait(`${members.join()} share ${partitions} partitions`, () => isShared(members, partitions), limitMs),
    processed: (count) => wait(`${count} records processed`, () => values.size >= count),
    records: () => values.size,
  }
}
