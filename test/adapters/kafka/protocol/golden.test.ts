import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { apis } from '#adapters/kafka/protocol/apis'
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from '#adapters/kafka/protocol/frame'
import { readRequestHeader } from '#adapters/kafka/protocol/header'
import { Reader } from '#adapters/kafka/protocol/reader'
import type { Message } from '#adapters/kafka/protocol/schema'

interface Golden {
  readonly message: string
  readonly version: number
  readonly hex: string
  readonly fields: Record<string, unknown>
}

const folder = new URL('../../../golden/', import.meta.url)
const goldens = JSON.parse(readFileSync(new URL('messages.json', folder), 'utf8')) as Golden[]

const messages = new Map(
  apis.flatMap(({ request, response }) => [
    [`${request.name}Request`, request as unknown as Message<unknown>],
    [`${response.name}Response`, response as unknown as Message<unknown>],
  ]),
)

const header = { correlationId: 0x01020304, clientId: 'größe' }

/** What Kafka says of the fields: numbers where we have bigints, bytes as base64, and of records only how many bytes they are. */
const agree = (ours: unknown, kafka: unknown): void => {
  if (Array.isArray(kafka)) {
    expect(ours).toHaveLength(kafka.length)
    for (const [i, item] of kafka.entries()) agree((ours as unknown[])[i], item)
  } else if (typeof kafka === 'object' && kafka !== null) {
    const struct = ours as Record<string, unknown>
    for (const [name, value] of Object.entries(kafka)) {
      if (name.endsWith('SizeInBytes')) agree(size(struct[name.replace('SizeInBytes', '')]), value)
      else agree(struct[name], value)
    }
  } else if (Buffer.isBuffer(ours)) expect(ours.toString('base64')).toBe(kafka)
  else expect(typeof ours === 'bigint' ? Number(ours) : ours).toBe(kafka)
}

const size = (records: unknown): number => Buffer.concat(records as Buffer[]).length

describe.each(goldens)('$message v$version', ({ message: name, version, hex, fields }) => {
  const message = messages.get(name)!
  const bytes = Buffer.from(hex, 'hex')

  const decoded = () => {
    const r = new Reader(bytes)
    if (name.endsWith('Response')) return decodeResponse(r, message, version).body
    expect(readRequestHeader(r)).toEqual({ ...header, version, apiKey: message.apiKey })
    return decodeRequest(r, message, version)
  }

  test('has the fields that Kafka says it has', () => {
    agree(decoded(), fields)
  })

  test('is written as Kafka writes it', () => {
    const written = name.endsWith('Response')
      ? encodeResponse(message, version, header.correlationId, decoded())
      : encodeRequest(message, { ...header, version }, decoded())
    expect(Buffer.concat(written).subarray(4).toString('hex')).toBe(hex)
  })
})

test('every API has golden messages of its first and its last version', () => {
  const present = new Set(goldens.map(({ message, version }) => `${message} v${version}`))
  const wanted = [...messages].flatMap(([name, { versions }]) => versions.map((v) => `${name} v${v}`))
  expect(wanted.filter((one) => !present.has(one))).toEqual([])
})
