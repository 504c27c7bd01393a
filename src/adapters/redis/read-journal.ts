import type {
  JournalName,
  JournalPage,
  JournalPosition,
  JournalRefusal,
  JournalSnapshot,
} from '#ports/journal'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import { foundingOf } from './founding.ts'
import { entriesFrom, type JournalEntry, startOf } from './journal-entries.ts'
import type { Keys } from './keys.ts'

/** A snapshot may be stored, or a journal founded again, between two commands; hardly as often as this. */
const TURNS = 50

type Outcome = E.Either<JournalRefusal, JournalPage>

/** What is there after a position. What has given way to a snapshot meanwhile, or long ago, is taken from the snapshot. */
export const readJournal = async (
  on: Connection,
  keys: Keys,
  name: JournalName,
  after: JournalPosition | null,
): Promise<Outcome> => {
  for (let turn = 0; turn < TURNS; turn++) {
    const entries = after === null ? [] : await entriesFrom(on, keys.journal(name), after.index)
    if (after !== null && follows(after, entries)) return pageOf(null, after, entries)
    const { snapshot, entries: all } = await startOf(on, keys, name)
    if (all.length === 0) return E.left({ kind: 'absent' })
    const position = snapshot?.position ?? null
    const rest = all.filter(({ index }) => index >= (position?.index ?? 1))
    const isOfUse = after === null || (position !== null && isBeyond(position, after))
    if (isOfUse && follows(position, rest)) return pageOf(snapshot, position, rest)
    if (!isOfUse && after !== null && !startsAt(after, entries)) return E.left({ kind: 'position-taken' })
  }
  throw new StoreCorrupt(`the journal of ${name.kind} has a gap`)
}

const pageOf = (
  snapshot: JournalSnapshot | null,
  known: JournalPosition | null,
  entries: readonly JournalEntry[],
): Outcome => {
  const last = entries.at(-1)
  if (last === undefined) return E.left({ kind: 'absent' })
  const events = entries.slice(known === null ? 0 : 1).flatMap((entry) => entry.events)
  return E.right({ snapshot, events, position: { index: last.index, token: last.token } })
}

/** The entries begin with the known one, if any, else with the first, and none is missing between them. */
const follows = (known: JournalPosition | null, entries: readonly JournalEntry[]): boolean => {
  const first = known?.index ?? 1
  if (known !== null && !startsAt(known, entries)) return false
  return entries.every(({ index }, i) => index === first + i)
}

const startsAt = ({ index, token }: JournalPosition, [first]: readonly JournalEntry[]): boolean =>
  first?.index === index && first.token === token

/** Later in the same journal. */
const isBeyond = (one: JournalPosition, other: JournalPosition): boolean =>
  one.index > other.index && foundingOf(one.token) === foundingOf(other.token)
