import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { type FieldShape, NEVER, type Shape } from '#adapters/kafka/protocol/shape'
import {
  type Column,
  type Draft,
  readTags,
  type TaggedColumn,
  writeTags,
} from '#adapters/kafka/protocol/tags'
import type { AnyField, AnyWire, Codec, Field, Layout, Nullable, Wire } from '#adapters/kafka/protocol/wire'

type Fields = Readonly<Record<string, AnyWire | AnyField>>
type ValueOf<F> = F extends Field<infer A> ? A : F extends Wire<infer A> ? A : never
type StructOf<F> = { readonly [K in keyof F]: ValueOf<F[K]> } & {}

/** What one layout has on the wire; everything else about the versions has been settled. */
interface Plan {
  /** All fields with their fallbacks, so that every struct of a type is made with the same shape. */
  readonly blank: Draft
  readonly columns: readonly Column[]
  readonly tagged: readonly TaggedColumn[]
  readonly flexible: boolean
}

export const struct = <const F extends Fields>(fields: F): Nullable<StructOf<F>> => {
  const declared = Object.entries(fields).map(([name, field]) => ({ name, ...toField(field) }))
  const at = (layout: Layout): Codec<StructOf<F>> => codec(plan(declared, layout)) as Codec<StructOf<F>>
  const same = (a: StructOf<F>, b: StructOf<F>): boolean =>
    a === b || declared.every(({ name, wire }) => wire.same((a as Draft)[name], (b as Draft)[name]))
  const shape: Shape = { kind: 'struct', fields: declared.map(describe) }
  return {
    shape,
    at,
    same,
    orNull: {
      shape: { kind: 'nullable', since: 0, of: shape },
      at: (layout) => nullable(at(layout)),
      same: (a, b) => (a === null || b === null ? a === b : same(a, b)),
    },
  }
}

export const nullableStruct = <const F extends Fields>(fields: F): Wire<StructOf<F> | null> =>
  struct(fields).orNull

type Declared = Field<unknown> & { readonly name: string }

const toField = (field: AnyWire | AnyField): Field<unknown> =>
  ('wire' in field
    ? field
    : { wire: field, since: 0, until: NEVER, tag: null, fallback: undefined }) as Field<unknown>

const describe = ({ wire, ...field }: Declared): FieldShape => ({ ...field, shape: wire.shape })

const plan = (declared: readonly Declared[], layout: Layout): Plan => {
  const present = declared.filter(({ since, until }) => since <= layout.version && layout.version <= until)
  return {
    blank: Object.fromEntries(declared.map(({ name, fallback }) => [name, fallback])),
    columns: present
      .filter(({ tag }) => tag === null)
      .map(({ name, wire }) => ({ name, codec: wire.at(layout) })),
    tagged: present.flatMap((field) => taggedColumn(field, layout)).sort((a, b) => a.tag - b.tag),
    flexible: layout.flexible,
  }
}

const taggedColumn = ({ name, wire, tag, fallback }: Declared, layout: Layout): TaggedColumn[] =>
  tag === null
    ? []
    : [{ name, tag, codec: wire.at(layout), isDefault: (value) => wire.same(value, fallback) }]

const codec = ({ blank, columns, tagged, flexible }: Plan): Codec<Draft> => ({
  minSize: columns.reduce((size, column) => size + column.codec.minSize, flexible ? 1 : 0),
  read: (r) => {
    const draft = { ...blank }
    for (const column of columns) draft[column.name] = column.codec.read(r)
    if (flexible) readTags(r, tagged, draft)
    return draft
  },
  write: (w, value) => {
    for (const column of columns) column.codec.write(w, value[column.name])
    if (flexible) writeTags(w, tagged, value)
  },
})

/** A byte before the struct: -1 for null, 1 otherwise; Kafka takes anything from 0 up for a struct, and so do we. */
const nullable = <A>(inner: Codec<A>): Codec<A | null> => ({
  minSize: 1,
  read: (r) => {
    const mark = r.int8()
    if (mark < -1) throw new DecodeError(`a null marker of ${mark}`)
    return mark === -1 ? null : inner.read(r)
  },
  write: (w, value) => {
    w.int8(value === null ? -1 : 1)
    if (value !== null) inner.write(w, value)
  },
})
