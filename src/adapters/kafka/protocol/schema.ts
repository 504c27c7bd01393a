import * as arrays from '#adapters/kafka/protocol/array'
import * as fields from '#adapters/kafka/protocol/fields'
import * as fixed from '#adapters/kafka/protocol/fixed'
import * as structs from '#adapters/kafka/protocol/struct'
import * as textAndBytes from '#adapters/kafka/protocol/text-and-bytes'
import type { AnyWire, Codec, Layout, Wire } from '#adapters/kafka/protocol/wire'

/** The words a schema is written in. */
export const k = { ...fixed, ...textAndBytes, ...arrays, ...fields, ...structs }

interface Declaration<W extends AnyWire> {
  readonly apiKey: number
  readonly name: string
  readonly versions: readonly [min: number, max: number]
  /** The first version with compact lengths and tagged fields (KIP-482); `NEVER` if there is none. */
  readonly flexibleSince: number
  readonly body: W
}

/** The request or the response of one API, in all its versions. */
export interface Message<A> extends Declaration<Wire<A>> {
  /** Compiled when a version is first asked for, and kept. */
  readonly codec: (version: number) => Codec<A>
}

/** Any message at all: for lists and interpreters. */
export interface AnyMessage extends Declaration<AnyWire> {
  readonly codec: (version: number) => ReturnType<AnyWire['at']>
}

export type TypeOf<M> = M extends { readonly body: Wire<infer A> } ? A : never

export const message = <A>(declaration: Declaration<Wire<A>>): Message<A> => {
  const compiled = new Map<number, Codec<A>>()
  const compile = (version: number): Codec<A> => {
    const codec = declaration.body.at(layout(declaration, version))
    compiled.set(version, codec)
    return codec
  }
  return { ...declaration, codec: (version) => compiled.get(version) ?? compile(version) }
}

export const speaks = ({ versions: [min, max] }: Pick<AnyMessage, 'versions'>, version: number): boolean =>
  min <= version && version <= max

const layout = (declaration: Declaration<AnyWire>, version: number): Layout => {
  if (!speaks(declaration, version)) throw new RangeError(`${declaration.name} has no version ${version}`)
  return { version, flexible: version >= declaration.flexibleSince }
}
