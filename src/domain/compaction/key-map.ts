import { type Brand, brand } from '#shared/brand'

/** 128 bits of a record's key: enough that two keys never share one, unlike the keys themselves all of one size. */
export type KeyDigest = Brand<Uint8Array, 'KeyDigest'>
export const keyDigest = brand<Uint8Array, 'KeyDigest'>()

export const DIGEST_BYTES = 16

/** The last offset of each key, within a bound of memory (Kafka's `SkimpyOffsetMap`). */
export interface KeyMap {
  /** Offsets must not decrease. False: there is no room for another key, and nothing was entered. */
  readonly enter: (key: KeyDigest, offset: number) => boolean
  /** -1 for a key that was not entered. */
  readonly lastOf: (key: KeyDigest) => number
  readonly size: () => number
}

const SMALLEST = 1_024
/** Beyond it probing gets long (Kafka's `log.cleaner.io.buffer.load.factor` is 0.9, for a map that never grows). */
const LOAD = 0.75
const EMPTY = -1

/** 24 bytes a slot, doubled when three of four are taken; open addressing, since a `Map` would cost five times as much. */
export const keyMap = (mostKeys: number): KeyMap => {
  let table = emptyTable(SMALLEST)
  let size = 0

  const grow = (): void => {
    const old = table
    table = emptyTable(2 * slotsOf(old))
    for (let slot = 0; slot < slotsOf(old); slot++) {
      const last = old.offsets[slot] ?? EMPTY
      if (last === EMPTY) continue
      move(old, slot, table, last)
    }
  }

  return {
    enter: (key, offset) => {
      let slot = slotFor(table, key)
      if (table.offsets[slot] === EMPTY) {
        if (size >= mostKeys) return false
        if (size + 1 > slotsOf(table) * LOAD) {
          grow()
          slot = slotFor(table, key)
        }
        size++
      }
      put(table, slot, key, offset)
      return true
    },
    lastOf: (key) => table.offsets[slotFor(table, key)] ?? EMPTY,
    size: () => size,
  }
}

interface Table {
  readonly digests: Uint8Array
  readonly offsets: Float64Array
}

const emptyTable = (slots: number): Table => ({
  digests: new Uint8Array(slots * DIGEST_BYTES),
  offsets: new Float64Array(slots).fill(EMPTY),
})

const slotsOf = ({ offsets }: Table): number => offsets.length

const put = ({ digests, offsets }: Table, slot: number, key: Uint8Array, offset: number): void => {
  digests.set(key, slot * DIGEST_BYTES)
  offsets[slot] = offset
}

/** Allocates nothing: a map grows in one turn. The keys of a table differ, so that only room is looked for. */
const move = (from: Table, slot: number, to: Table, offset: number): void => {
  const source = slot * DIGEST_BYTES
  const mask = slotsOf(to) - 1
  let free = hashAt(from.digests, source) & mask
  while (to.offsets[free] !== EMPTY) free = (free + 1) & mask
  const target = free * DIGEST_BYTES
  for (let i = 0; i < DIGEST_BYTES; i++) to.digests[target + i] = from.digests[source + i] ?? 0
  to.offsets[free] = offset
}

/** A digest is as good as random, so that its bits are the hash. */
const hashAt = (digests: Uint8Array, at: number): number =>
  (digests[at] ?? 0) |
  ((digests[at + 1] ?? 0) << 8) |
  ((digests[at + 2] ?? 0) << 16) |
  ((digests[at + 3] ?? 0) << 24)

/** The key's own slot, or the empty one where it belongs. */
const slotFor = (table: Table, key: Uint8Array): number => {
  const mask = slotsOf(table) - 1
  let slot = hashAt(key, 0) & mask
  while (table.offsets[slot] !== EMPTY && !holds(table, slot, key)) slot = (slot + 1) & mask
  return slot
}

const holds = ({ digests }: Table, slot: number, key: Uint8Array): boolean => {
  const at = slot * DIGEST_BYTES
  for (let i = 0; i < DIGEST_BYTES; i++) if (digests[at + i] !== key[i]) return false
  return true
}
