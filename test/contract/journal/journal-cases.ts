import type { Journal, JournalName, JournalPosition, StoredEvent } from '#ports/journal'
import { accepted } from '../outcome.ts'

export const cluster: JournalName = { kind: 'cluster' }
export const group = (groupId: string): JournalName => ({ kind: 'group', groupId })

export const happened = (...what: readonly unknown[]): readonly StoredEvent[] =>
  what.map((event) => ({ decider: 'test', version: 1, event }))

/** Founds a journal with one event, then appends one event at a time. */
export const journalOf = async (journal: Journal, name: JournalName, events: readonly unknown[]) => {
  const positions: JournalPosition[] = []
  for (const event of events) {
    positions.push(await accepted(journal.append(name, positions.at(-1) ?? null, happened(event))))
  }
  return positions
}

/** A fold that keeps every event it saw; its state is what a snapshot holds. */
export interface Folded {
  readonly events: readonly unknown[]
  readonly position: JournalPosition | null
}

export const foldJournal = async (
  journal: Journal,
  name: JournalName,
  from: Folded = { events: [], position: null },
): Promise<Folded & Readonly<{ position: JournalPosition }>> => {
  const page = await accepted(journal.read(name, from.position))
  const before = page.snapshot === null ? from.events : (JSON.parse(page.snapshot.state) as unknown[])
  return { events: [...before, ...page.events.map(({ event }) => event)], position: page.position }
}
