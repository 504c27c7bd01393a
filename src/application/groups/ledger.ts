import { evolve, type GroupState, noGroup } from '#domain/group/lifecycle'
import type { GroupId } from '#domain/group/types'
import type { Journal, JournalName, JournalPage, JournalPosition, StoredEvent } from '#ports/journal'
import { E } from '#shared/fp'
import { fromStored } from './stored-events.ts'
import { stateFromText } from './stored-state.ts'

/** A group as its journal tells it, up to a position. */
export type GroupFold = Readonly<{
  state: GroupState
  position: JournalPosition
  /** About how long the text is that a reader has to read, in characters. */
  snapshotLength: number
  tailLength: number
}>

/**
 * Groups as the store has them, whoever coordinates them. What was folded is kept, so that reading again reads only
 * what came since. Rejects with an error of `ports/store-errors.ts`.
 */
export interface Ledger {
  /** The group at its journal's end as it is now, or null: there is no such journal. */
  readonly read: (group: GroupId) => Promise<GroupFold | null>
}

export const journalOf = (group: GroupId): JournalName => ({ kind: 'group', groupId: group })

/** Folds that are kept, the least recently read are forgotten first. */
const KEPT = 1_000

export const ledgerOf = (journal: Journal): Ledger => {
  const kept = new Map<GroupId, GroupFold>()

  const keep = (group: GroupId, fold: GroupFold | null): void => {
    kept.delete(group)
    if (fold !== null) kept.set(group, fold)
    const [oldest] = kept.keys()
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  }

  return {
    read: async (group) => {
      const known = kept.get(group) ?? null
      const fold = known === null ? await readFrom(journal, group, null) : await readOn(journal, group, known)
      keep(group, fold)
      return fold
    },
  }
}

/** From what is known, or from the beginning where that is another journal's. */
const readOn = async (journal: Journal, group: GroupId, known: GroupFold): Promise<GroupFold | null> => {
  const page = await journal.read(journalOf(group), known.position)()
  if (E.isRight(page)) return folded(page.right, known)
  return page.left.kind === 'absent' ? null : readFrom(journal, group, null)
}

const readFrom = async (
  journal: Journal,
  group: GroupId,
  after: JournalPosition | null,
): Promise<GroupFold | null> => {
  const page = await journal.read(journalOf(group), after)()
  if (E.isLeft(page)) return null
  return folded(page.right, nothing)
}

type Folded = Omit<GroupFold, 'position'>

const nothing: Folded = { state: noGroup, snapshotLength: 0, tailLength: 0 }

const folded = ({ snapshot, events, position }: JournalPage, known: Folded): GroupFold => {
  const before =
    snapshot === null
      ? known
      : { state: stateFromText(snapshot.state), snapshotLength: snapshot.state.length, tailLength: 0 }
  return {
    state: events.map(fromStored).reduce(evolve, before.state),
    position,
    snapshotLength: before.snapshotLength,
    tailLength: before.tailLength + lengthOf(events),
  }
}

/** About as long as what is stored; binary parts are text already. */
export const lengthOf = (events: readonly StoredEvent[]): number =>
  events.length === 0 ? 0 : JSON.stringify(events).length
