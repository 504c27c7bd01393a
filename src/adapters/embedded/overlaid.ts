import { nameOf, type Overlay } from './overlay.ts'
import type { Change, KeyRange, Reader, Table } from './tables.ts'

/** What a reader finds, with what lies over it; the first layer is the newest. */
export const overlaid = (below: Reader, layers: () => readonly Overlay[]): Reader => {
  const above = (table: Table, range: KeyRange): readonly Head[] =>
    layers().flatMap((layer) => headsOf(layer.range(table, range)))

  return {
    get: (table, key) => {
      const name = nameOf(key)
      for (const layer of layers()) {
        const change = layer.find(table, name)
        if (change !== undefined) return change.value ?? undefined
      }
      return below.get(table, key)
    },

    keys: (table, range) => {
      const heads = above(table, range)
      if (heads.length === 0) return below.keys(table, range)
      const lower = headsOf(keyChanges(table, below.keys(table, unlimited(range))))
      return keysOf(merged([...heads, ...lower], range))
    },

    range: (table, range) => {
      const heads = above(table, range)
      if (heads.length === 0) return below.range(table, range)
      const lower = headsOf(valueChanges(table, below.range(table, unlimited(range))))
      return merged([...heads, ...lower], range)
    },
  }
}

/** Some of what lies below may be deleted above. */
const unlimited = ({ from, to, backwards = false }: KeyRange): KeyRange =>
  to === undefined ? { from, backwards } : { from, to, backwards }

/** Where a source has come to; there is none at its end. */
interface Head {
  name: string
  change: Change
  /** Whether there is another. */
  readonly advance: () => boolean
  readonly end: () => void
}

const headsOf = (changes: Iterable<Change>): readonly Head[] => {
  const source = changes[Symbol.iterator]()
  const first = source.next()
  if (first.done === true) return []
  const head: Head = {
    name: nameOf(first.value.key),
    change: first.value,
    advance: () => {
      const next = source.next()
      if (next.done === true) return false
      head.name = nameOf(next.value.key)
      head.change = next.value
      return true
    },
    end: () => {
      source.return?.()
    },
  }
  return [head]
}

type Present = Readonly<{ key: Buffer; value: Buffer }>

/** In the order of the keys; of one key, what the first source has of it, unless it was deleted there. */
function* merged(
  sources: readonly Head[],
  { backwards = false, limit = Number.POSITIVE_INFINITY }: KeyRange,
): Generator<Present> {
  let heads = sources
  let left = limit
  try {
    while (left > 0) {
      const [first, ...others] = heads
      if (first === undefined) return
      let next = first
      for (const head of others) if (backwards ? head.name > next.name : head.name < next.name) next = head
      const { name, change } = next
      heads = heads.filter((head) => head.name !== name || head.advance())
      if (change.value === null) continue
      yield { key: change.key, value: change.value }
      left--
    }
  } finally {
    for (const head of heads) head.end()
  }
}

function* keyChanges(table: Table, keys: Iterable<Buffer>): Generator<Change> {
  for (const key of keys) yield { table, key, value: PRESENT }
}

function* valueChanges(table: Table, range: Iterable<Present>): Generator<Change> {
  for (const { key, value } of range) yield { table, key, value }
}

function* keysOf(range: Iterable<Present>): Generator<Buffer> {
  for (const { key } of range) yield key
}

const PRESENT = Buffer.alloc(0)
