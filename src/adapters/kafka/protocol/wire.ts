import type { Reader } from '#adapters/kafka/protocol/reader'
import type { Shape } from '#adapters/kafka/protocol/shape'
import type { Writer } from '#adapters/kafka/protocol/writer'

/** Everything about a version that changes the bytes. */
export interface Layout {
  readonly version: number
  readonly flexible: boolean
}

/** A wire type compiled for one layout: no version is compared while bytes are read or written. */
export interface Codec<A> {
  /** The least a value takes on the wire, and so the most elements a given number of bytes can hold. */
  readonly minSize: number
  readonly read: (r: Reader) => A
  readonly write: (w: Writer, value: A) => void
}

/** What every wire type can do; nothing ever asks which one it is. */
export interface Wire<A> {
  readonly shape: Shape
  readonly at: (layout: Layout) => Codec<A>
  /** Whether two values are equal: a tagged field equal to its default is not written. */
  readonly same: (a: A, b: A) => boolean
}

/** A wire type whose encoding has room for null. */
export interface Nullable<A> extends Wire<A> {
  readonly orNull: Wire<A | null>
}

/** Any wire type at all: enough to infer from, too little to call. */
export interface AnyWire {
  readonly shape: Shape
  readonly at: (layout: Layout) => {
    readonly minSize: number
    readonly read: (r: Reader) => unknown
    readonly write: (w: Writer, value: never) => void
  }
  readonly same: (a: never, b: never) => boolean
}

/** A field that not every version has on the wire; where it is absent it reads as its fallback. */
export interface Field<A> {
  readonly wire: Wire<A>
  readonly since: number
  readonly until: number
  readonly tag: number | null
  readonly fallback: A
}

export interface AnyField extends Omit<Field<unknown>, 'wire'> {
  readonly wire: AnyWire
}
