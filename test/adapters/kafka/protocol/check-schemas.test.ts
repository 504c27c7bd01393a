import { describe, expect, test } from 'vitest'
import { k, message } from '#adapters/kafka/protocol/schema'
import type { AnyField, AnyWire } from '#adapters/kafka/protocol/wire'
import { differences } from '../../../../scripts/check-schemas.ts'
import { kafkaMessage } from '../../../../scripts/kafka-definition.ts'

const kafka = kafkaMessage(`
// A comment, as Kafka has them.
{
  "apiKey": 99, "type": "request", "name": "PingRequest", "validVersions": "1-3", "flexibleVersions": "2+",
  // and another
  "fields": [
    { "name": "Name", "type": "string", "versions": "0+", "nullableVersions": "3+" },
    { "name": "Gone", "type": "int8", "versions": "0" },
    { "name": "Old", "type": "int16", "versions": "0-2", "default": "-1" },
    { "name": "Hosts", "type": "[]Host", "versions": "2+", "fields": [
      { "name": "Id", "type": "uuid", "versions": "2+" },
      { "name": "Port", "type": "int32", "versions": "3+", "default": "0x7f" }
    ]},
    { "name": "Epoch", "type": "int64", "versions": "2+", "tag": 0, "taggedVersions": "2+", "default": "-1" }
  ]
}`)

const ZERO = 'AAAAAAAAAAAAAAAAAAAAAA'
const fields = {
  name: k.nullableSince(3, k.string),
  old: k.until(2, k.int16, -1),
  hosts: k.since(2, k.array(k.struct({ id: k.uuid, port: k.since(3, k.int32, 0x7f) })), []),
  epoch: k.tagged(0, 2, k.int64, -1n),
}
const right = { apiKey: 99, name: 'Ping', versions: [1, 3], flexibleSince: 2 } as const

const found = (changed: Readonly<Record<string, AnyWire | AnyField>>, declaration = {}) =>
  differences(message({ ...right, ...declaration, body: k.struct({ ...fields, ...changed }) }), kafka, false)

test('a schema that says what Kafka says has no differences', () => {
  expect(found({})).toEqual([])
})

describe('a planted difference is found:', () => {
  const { name, ...nameless } = fields
  test.each([
    ['a type', { old: k.until(2, k.int32, -1) }],
    ['a version', { old: k.until(1, k.int16, -1) }],
    ['a default', { old: k.until(2, k.int16, 0) }],
    ['where null is allowed', { name: k.nullableSince(2, k.string) }],
    ['a tag', { epoch: k.tagged(1, 2, k.int64, -1n) }],
    ['the default of a tagged field', { epoch: k.tagged(0, 2, k.int64, 0n) }],
    ['a tag that should be one', { epoch: k.since(2, k.int64, -1n) }],
    [
      'something nested',
      { hosts: k.since(2, k.array(k.struct({ id: k.uuid, port: k.since(2, k.int32, 0) })), []) },
    ],
    ['a field too many', { more: k.since(3, k.uuid, ZERO) }],
  ])('%s', (_, changed) => {
    expect(found(changed)).not.toEqual([])
  })

  test('a field too few', () => {
    expect(differences(message({ ...right, body: k.struct(nameless) }), kafka, false)).toContain(
      'v1 lacks name: string',
    )
  })

  test('the order', () => {
    expect(differences(message({ ...right, body: k.struct({ ...nameless, name }) }), kafka, false)).toContain(
      'v1 has another order',
    )
  })

  test('versions', () => {
    expect(found({}, { versions: [1, 2] })).toEqual(['versions 1-2, Kafka has 1-3'])
    expect(found({}, { flexibleSince: 3 })).toEqual(['flexible since 3, Kafka since 2'])
  })
})

test('the latest version does not count while Kafka calls it unstable', () => {
  const ours = message({ ...right, versions: [1, 3], body: k.struct(fields) })
  expect(differences(ours, kafka, true)).toEqual(['versions 1-3, Kafka has 1-2'])
})
