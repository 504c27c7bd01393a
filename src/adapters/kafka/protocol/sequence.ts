import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import type { Reader } from '#adapters/kafka/protocol/reader'
import type { Shape } from '#adapters/kafka/protocol/shape'
import type { Codec, Layout, Nullable } from '#adapters/kafka/protocol/wire'
import type { Writer } from '#adapters/kafka/protocol/writer'

/** What follows a length prefix. */
export interface Content<A> {
  readonly length: (value: A) => number
  readonly read: (r: Reader, length: number) => A
  readonly write: (w: Writer, value: A, length: number) => void
}

interface Sequence<A> {
  readonly shape: Shape
  readonly prefix: (layout: Layout) => Codec<number>
  readonly content: (layout: Layout) => Content<A>
  readonly same: (a: A, b: A) => boolean
}

const int16: Codec<number> = { minSize: 2, read: (r) => r.int16(), write: (w, n) => w.int16(n) }
const int32: Codec<number> = { minSize: 4, read: (r) => r.int32(), write: (w, n) => w.int32(n) }
/** Flexible versions (KIP-482) count from one, so that null is zero. */
const compact: Codec<number> = { minSize: 1, read: (r) => r.uvarint() - 1, write: (w, n) => w.uvarint(n + 1) }

export const length16 = (layout: Layout): Codec<number> => (layout.flexible ? compact : int16)
export const length32 = (layout: Layout): Codec<number> => (layout.flexible ? compact : int32)

/** A value that says first how long it is; in the place of the length, -1 stands for null. */
export const sequence = <A>({ shape, prefix, content, same }: Sequence<A>): Nullable<A> => ({
  shape,
  same,
  at: (layout) => present(prefix(layout), content(layout)),
  orNull: {
    shape: { kind: 'nullable', since: 0, of: shape },
    same: (a, b) => (a === null || b === null ? a === b : same(a, b)),
    at: (layout) => nullable(prefix(layout), content(layout)),
  },
})

const present = <A>(prefix: Codec<number>, content: Content<A>): Codec<A> => ({
  minSize: prefix.minSize,
  read: (r) => {
    const length = prefix.read(r)
    if (length < 0) throw new DecodeError(`a length of ${length} where null is not allowed`)
    return content.read(r, length)
  },
  write: (w, value) => {
    const length = content.length(value)
    prefix.write(w, length)
    content.write(w, value, length)
  },
})

const nullable = <A>(prefix: Codec<number>, content: Content<A>): Codec<A | null> => {
  const { write } = present(prefix, content)
  return {
    minSize: prefix.minSize,
    read: (r) => {
      const length = prefix.read(r)
      if (length < -1) throw new DecodeError(`a length of ${length}`)
      return length === -1 ? null : content.read(r, length)
    },
    write: (w, value) => (value === null ? prefix.write(w, -1) : write(w, value)),
  }
}
