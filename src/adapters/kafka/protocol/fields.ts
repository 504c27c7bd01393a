import { NEVER } from '#adapters/kafka/protocol/shape'
import type { Codec, Field, Nullable, Wire } from '#adapters/kafka/protocol/wire'

/** The field is there from `version` on. */
export const since = <A>(version: number, wire: Wire<A>, fallback: A): Field<A> =>
  between(version, NEVER, wire, fallback)

/** The field is there up to and including `version`. */
export const until = <A>(version: number, wire: Wire<A>, fallback: A): Field<A> =>
  between(0, version, wire, fallback)

/** The field is there from version `first` to version `last`, both included. */
export const between = <A>(first: number, last: number, wire: Wire<A>, fallback: A): Field<A> => ({
  wire,
  since: first,
  until: last,
  tag: null,
  fallback,
})

/** A tagged field (KIP-482) from `version` on; on the wire only where it is not equal to `fallback`. */
export const tagged = <A>(tag: number, version: number, wire: Wire<A>, fallback: A): Field<A> => ({
  ...since(version, wire, fallback),
  tag,
})

/** The field is always there, but may be null only from `version` on. */
export const nullableSince = <A>(version: number, wire: Nullable<A>): Wire<A | null> => ({
  shape: { kind: 'nullable', since: version, of: wire.shape },
  at: (layout) =>
    layout.version >= version ? wire.orNull.at(layout) : neverNull(wire.at(layout), layout.version),
  same: wire.orNull.same,
})

const neverNull = <A>(codec: Codec<A>, version: number): Codec<A | null> => ({
  ...codec,
  write: (w, value) => {
    if (value === null) throw new RangeError(`null cannot be written in version ${version}`)
    codec.write(w, value)
  },
})
