import type { JournalName, JournalPosition } from '#ports/journal'
import type { HistoryId } from '#ports/store-history'
import type { Connection } from './connection.ts'
import { asking } from './errors.ts'
import { foundingOf } from './founding.ts'
import { journalId, positionIn } from './journal-entries.ts'
import type { Keys } from './keys.ts'
import type { Link } from './link.ts'
import { lostNothing } from './memories.ts'
import { type JournalStanding, journalStanding } from './scripts/journal-standing.ts'
import type { Server } from './server.ts'

/**
 * The last entry that this process knows of each journal, and the newest change of a group's offsets: if one is
 * missing, the store lost it. Groups come and go, so what is remembered of one goes with its journal.
 */
export interface JournalMemories {
  /** The end as the store has it: it may be a journal that was removed and founded again. */
  readonly remember: (name: JournalName, end: JournalPosition, seenOn: Server) => void
  /** A change of a remembered group's offsets, made or seen. */
  readonly rememberChange: (groupId: string, change: OffsetsChange) => void
  /** What went away by itself was removed by somebody, unless the server may have lost it. */
  readonly forget: (name: JournalName, seenOn: Server) => void
  /** This process removed it. */
  readonly drop: (name: JournalName) => void
  /** Somebody changed it, or anybody any (`null`): of groups that were removed nothing is kept. */
  readonly lookAfter: (name: JournalName | null) => void
  readonly allStand: (on: Connection) => Promise<boolean>
}

/** `token` begins with the founding of the journal that the offsets are kept under. */
export type OffsetsChange = Readonly<{ sequence: number; token: string }>

type Remembered = Readonly<{
  name: JournalName
  end: JournalPosition
  change: OffsetsChange | null
  history: HistoryId
}>

const AT_ONCE = 50

export const journalMemories = (link: Link, keys: Keys): JournalMemories => {
  const known = new Map<string, Remembered>()
  const changed = new Set<string>()
  let looking: Promise<void> | null = null

  const keyOf = (name: JournalName): string => keys.journal(name)

  /** What stands under a history is from then on remembered of that history. */
  const check = async (on: Connection, last: Remembered): Promise<boolean> => {
    const { name, end } = last
    const found = await journalStanding.run(on, {
      journal: keys.journal(name),
      snapshot: keys.journalSnapshot(name),
      offsets: name.kind === 'group' ? keys.offsets(name.groupId) : null,
      id: journalId(end.index),
    })
    const verdict = standing(last, found, on.server)
    const key = keyOf(name)
    if (known.get(key) === last) {
      if (verdict === 'stands') known.set(key, { ...last, history: on.server.history })
      if (verdict === 'removed') known.delete(key)
    }
    return verdict !== 'lost'
  }

  /** Whether all of them stand; some may be left out once one does not. */
  const checkAll = async (on: Connection, all: readonly Remembered[]): Promise<boolean> => {
    for (let i = 0; i < all.length; i += AT_ONCE) {
      const some = all.slice(i, i + AT_ONCE)
      const stand = await asking(() => Promise.all(some.map((each) => check(on, each))))
      if (!stand.every(Boolean)) return false
    }
    return true
  }

  const look = async (): Promise<void> => {
    try {
      while (changed.size > 0) {
        const some = [...changed].slice(0, AT_ONCE)
        for (const key of some) changed.delete(key)
        const on = await link.get()
        await Promise.all(some.flatMap((key) => known.get(key) ?? []).map((each) => check(on, each)))
      }
    } catch {
      // As soon as the store can be asked again, anything may have changed, and everything is looked at.
      changed.clear()
    } finally {
      looking = null
    }
  }

  return {
    remember: (name, end, seenOn) => {
      const key = keyOf(name)
      const before = known.get(key)
      const isSame = before !== undefined && foundingOf(before.end.token) === foundingOf(end.token)
      const mayBeLost = before !== undefined && !lostNothing(before.history, seenOn)
      if (mayBeLost && before.end.index > end.index) return
      known.set(key, { name, end, change: isSame ? before.change : null, history: seenOn.history })
    },
    rememberChange: (groupId, change) => {
      const key = keyOf({ kind: 'group', groupId })
      const last = known.get(key)
      if (last === undefined || foundingOf(last.end.token) !== foundingOf(change.token)) return
      if (last.change === null || last.change.sequence <= change.sequence) known.set(key, { ...last, change })
    },
    forget: (name, seenOn) => {
      const last = known.get(keyOf(name))
      if (last !== undefined && lostNothing(last.history, seenOn)) known.delete(keyOf(name))
    },
    drop: (name) => void known.delete(keyOf(name)),
    lookAfter: (name) => {
      if (name === null) for (const key of known.keys()) changed.add(key)
      else if (known.has(keyOf(name))) changed.add(keyOf(name))
      if (changed.size > 0) looking ??= look()
    },
    allStand: (on) => checkAll(on, [...known.values()]),
  }
}

/**
 * An entry that gave way to a snapshot of the same journal stands in it. A journal that is gone, or another one, was
 * removed by somebody if it is a group's, and the server lost nothing since it was seen.
 */
const standing = (
  { name, end, change, history }: Remembered,
  found: JournalStanding,
  server: Server,
): 'stands' | 'removed' | 'lost' => {
  const founding = foundingOf(end.token)
  if (found.kind === 'absent' || foundingOf(found.last) !== founding)
    return name.kind === 'group' && lostNothing(history, server) ? 'removed' : 'lost'
  const isThere = found.token === '' ? isCovered(end, found.snapshot) : found.token === end.token
  if (!isThere) return 'lost'
  if (change === null) return 'stands'
  const sequence = Number(found.sequence)
  const isChanged = sequence === change.sequence && found.changeToken === change.token
  return isChanged || sequence > change.sequence ? 'stands' : 'lost'
}

const isCovered = (end: JournalPosition, snapshot: string): boolean => {
  if (snapshot === '') return false
  const { index, token } = positionIn(snapshot)
  return index >= end.index && foundingOf(token) === foundingOf(end.token)
}
