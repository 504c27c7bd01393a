/**
 * What a wire type says about itself, as data: `docs/protocol.md`, the check against Kafka's definitions and the
 * arbitraries of the tests are interpreters of it. The codec is not; it never sees a shape.
 */
export type Shape = Readonly<
  | { kind: Leaf }
  | { kind: 'array'; item: Shape }
  | { kind: 'struct'; fields: readonly FieldShape[] }
  | { kind: 'nullable'; since: number; of: Shape }
>

export type Fixed = 'bool' | 'int8' | 'int16' | 'uint16' | 'int32' | 'int64' | 'float64' | 'uuid'
export type Leaf = Fixed | 'string' | 'bytes' | 'records'

export interface FieldShape {
  readonly name: string
  readonly shape: Shape
  readonly since: number
  readonly until: number
  readonly tag: number | null
  /** Undefined where no version lacks the field. */
  readonly fallback: unknown
}

/** The version that never comes: the end of a range that has none. */
export const NEVER = Number.POSITIVE_INFINITY
