import type { FieldShape, Shape } from '#adapters/kafka/protocol/shape'

type Versions = readonly [min: number, max: number]

/** All that one version of a message puts on the wire, a line for each field: two messages agree if their lines do. */
export const schemaLines = (
  shape: Shape,
  version: number,
  versions: Versions,
  path = '',
): readonly string[] => {
  switch (shape.kind) {
    case 'nullable':
    case 'array':
      return schemaLines(shape.kind === 'array' ? shape.item : shape.of, version, versions, path)
    case 'struct':
      return inWireOrder(shape.fields, versions).flatMap((field) =>
        fieldLines(field, version, versions, path),
      )
    default:
      return []
  }
}

/** Fields that none of the versions has are nobody's business; tagged ones come last. */
const inWireOrder = (fields: readonly FieldShape[], [min, max]: Versions): readonly FieldShape[] =>
  fields
    .filter((field) => field.since <= max && field.until >= min)
    .toSorted((a, b) => (a.tag ?? -1) - (b.tag ?? -1))

const fieldLines = (
  field: FieldShape,
  version: number,
  versions: Versions,
  path: string,
): readonly string[] => {
  const name = `${path}${field.name}`
  if (version < field.since || version > field.until)
    return [`${name} absent, reads as ${show(field.fallback)}`]
  const tag = field.tag === null ? '' : `, tag ${field.tag}, by default ${show(field.fallback)}`
  return [
    `${name}: ${typeName(field.shape, version)}${tag}`,
    ...schemaLines(field.shape, version, versions, `${name}.`),
  ]
}

const typeName = (shape: Shape, version: number): string => {
  switch (shape.kind) {
    case 'array':
      return `[]${typeName(shape.item, version)}`
    case 'nullable':
      return `${typeName(shape.of, version)}${shape.since <= version ? '?' : ''}`
    default:
      return shape.kind
  }
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner)) ??
  'nothing'
