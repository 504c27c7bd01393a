import { type FieldShape, type Leaf, NEVER, type Shape } from '#adapters/kafka/protocol/shape'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'

/** A message definition as Apache Kafka writes it, in JSON with `//` comments. */
interface Definition {
  readonly validVersions: string
  readonly flexibleVersions: string
  readonly latestVersionUnstable?: boolean
  readonly fields: readonly Field[]
  readonly commonStructs?: readonly { readonly name: string; readonly fields: readonly Field[] }[]
}

interface Field {
  readonly name: string
  readonly type: string
  readonly versions: string
  readonly nullableVersions?: string
  readonly tag?: number
  readonly default?: string | number | boolean
  readonly fields?: readonly Field[]
}

/** The same definition in our own words. */
export interface KafkaMessage {
  readonly versions: readonly [min: number, max: number]
  readonly latestUnstable: boolean
  readonly flexibleSince: number
  readonly shape: Shape
}

export const kafkaMessage = (json: string): KafkaMessage => {
  const definition: Definition = JSON.parse(json.replaceAll(/^\s*\/\/.*$/gm, ''))
  const common = new Map(definition.commonStructs?.map(({ name, fields }) => [name, fields]))
  return {
    versions: range(definition.validVersions),
    latestUnstable: definition.latestVersionUnstable === true,
    flexibleSince: range(definition.flexibleVersions)[0],
    shape: { kind: 'struct', fields: definition.fields.map((field) => fieldShape(field, common)) },
  }
}

/** `3`, `3-5`, `3+` or `none`. */
const range = (versions: string): readonly [min: number, max: number] => {
  const [, min, open, max] = /^(\d+)(?:(\+)|-(\d+))?$/.exec(versions) ?? []
  if (min === undefined) return [NEVER, NEVER]
  return [Number(min), open === undefined ? Number(max ?? min) : NEVER]
}

type Common = ReadonlyMap<string, readonly Field[]>

const fieldShape = (field: Field, common: Common): FieldShape => {
  const [since, until] = range(field.versions)
  const [nullableSince] = range(field.nullableVersions ?? 'none')
  const of = typeShape(field, common)
  return {
    name: field.name.charAt(0).toLowerCase() + field.name.slice(1),
    shape: nullableSince === NEVER ? of : { kind: 'nullable', since: nullableSince, of },
    since,
    until,
    tag: field.tag ?? null,
    fallback: fallback(field, of),
  }
}

const leaves: Readonly<Record<Leaf, (value: string) => unknown>> = {
  bool: (value) => value === 'true',
  int8: Number,
  int16: Number,
  uint16: Number,
  int32: Number,
  int64: (value) => BigInt(value),
  float64: Number,
  uuid: (value) => value || ZERO_UUID,
  string: (value) => value,
  bytes: () => Buffer.alloc(0),
  records: () => [],
}

const isLeaf = (type: string): type is Leaf => type in leaves

const typeShape = ({ type, fields }: Pick<Field, 'type' | 'fields'>, common: Common): Shape => {
  if (type.startsWith('[]'))
    return { kind: 'array', item: typeShape({ type: type.slice(2), ...(fields && { fields }) }, common) }
  if (isLeaf(type)) return { kind: type }
  const members = fields ?? common.get(type)
  if (members === undefined) throw new Error(`unknown type ${type}`)
  return { kind: 'struct', fields: members.map((member) => fieldShape(member, common)) }
}

/** A field without a default has the zero of its type, even where it could be null. */
const fallback = ({ default: value }: Field, shape: Shape): unknown => {
  if (value === 'null') return null
  switch (shape.kind) {
    case 'array':
      return []
    case 'struct':
      return Object.fromEntries(shape.fields.map((field) => [field.name, field.fallback]))
    case 'nullable':
      return null
    default:
      return leaves[shape.kind](String(value ?? ''))
  }
}
