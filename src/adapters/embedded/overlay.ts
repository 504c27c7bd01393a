import { type SortedKeys, sortedKeys } from './sorted-keys.ts'
import { type Change, changeBytes, type KeyRange, type Table } from './tables.ts'

/** Changes that are in force and not in LMDB yet: the last of each key, in the order of the keys. */
export interface Overlay {
  readonly put: (change: Change) => void
  readonly find: (table: Table, key: string) => Change | undefined
  readonly range: (table: Table, range: KeyRange) => Iterable<Change>
  readonly changes: () => readonly Change[]
  /** What all that was put took, also what has been replaced since. */
  readonly bytes: () => number
  readonly size: () => number
}

type Part = Readonly<{ changes: Map<string, Change>; keys: SortedKeys }>

export const overlay = (): Overlay => {
  const parts = new Map<Table, Part>()
  let bytes = 0
  let size = 0

  const partOf = (table: Table): Part => {
    const found = parts.get(table)
    if (found !== undefined) return found
    const made = { changes: new Map<string, Change>(), keys: sortedKeys() }
    parts.set(table, made)
    return made
  }

  return {
    put: (change) => {
      const { changes, keys } = partOf(change.table)
      const name = nameOf(change.key)
      const before = changes.size
      changes.set(name, change)
      bytes += changeBytes(change)
      if (changes.size === before) return
      keys.add(name)
      size++
    },
    find: (table, key) => parts.get(table)?.changes.get(key),
    range: (table, range) => {
      const part = parts.get(table)
      return part === undefined ? [] : changesIn(part, range)
    },
    changes: () => [...parts.values()].flatMap(({ changes }) => [...changes.values()]),
    bytes: () => bytes,
    size: () => size,
  }
}

function* changesIn({ changes, keys }: Part, { from, to, backwards = false }: KeyRange): Generator<Change> {
  const end = to === undefined ? null : nameOf(to)
  for (const name of keys.from(nameOf(from), backwards)) {
    if (end !== null && (backwards ? name <= end : name >= end)) return
    const change = changes.get(name)
    if (change !== undefined) yield change
  }
}

export const nameOf = (key: Buffer): string => key.toString('latin1')
