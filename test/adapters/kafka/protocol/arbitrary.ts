import { fc } from '@fast-check/vitest'
import type { FieldShape, Leaf, Shape } from '#adapters/kafka/protocol/shape'

const int = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
const buffer = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength, size: 'max' }).map((bytes) => Buffer.from(bytes))

/** Small ones are copied by the writer, large ones referenced: both must come. */
const content = fc.oneof({ weight: 9, arbitrary: buffer(1, 40) }, { weight: 1, arbitrary: buffer(1, 2_000) })

const leaves: Record<Leaf, fc.Arbitrary<unknown>> = {
  bool: fc.boolean(),
  int8: int(8),
  int16: int(16),
  uint16: fc.integer({ min: 0, max: 0xffff }),
  int32: int(32),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  float64: fc.double(),
  uuid: buffer(16, 16).map((bytes) => bytes.toString('base64url')),
  string: fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 12 })),
  bytes: fc.oneof(fc.constant(Buffer.alloc(0)), content),
  records: fc.oneof(
    fc.constant([]),
    content.map((batch) => [batch]),
  ),
}

/** Values of a wire type that one version can carry; fields it does not have are filled all the same. */
export const arbitrary = (shape: Shape, version: number): fc.Arbitrary<unknown> => {
  switch (shape.kind) {
    case 'array':
      return fc.array(arbitrary(shape.item, version), { maxLength: 3 })
    case 'struct':
      return fc.record(Object.fromEntries(shape.fields.map((field) => [field.name, inField(field, version)])))
    case 'nullable':
      return shape.since <= version ? fc.option(arbitrary(shape.of, version)) : arbitrary(shape.of, version)
    default:
      return leaves[shape.kind]
  }
}

const inField = (field: FieldShape, version: number): fc.Arbitrary<unknown> =>
  field.tag === null
    ? arbitrary(field.shape, version)
    : fc.oneof(fc.constant(field.fallback), arbitrary(field.shape, version))

/** The value as its reader will see it: what the version does not have is the fallback. */
export const asRead = (shape: Shape, version: number, value: unknown): unknown => {
  switch (shape.kind) {
    case 'array':
      return (value as unknown[]).map((item) => asRead(shape.item, version, item))
    case 'struct':
      return Object.fromEntries(
        shape.fields.map((field) => [
          field.name,
          field.since <= version && version <= field.until
            ? asRead(field.shape, version, (value as Record<string, unknown>)[field.name])
            : field.fallback,
        ]),
      )
    case 'nullable':
      return value === null ? null : asRead(shape.of, version, value)
    default:
      return value
  }
}
