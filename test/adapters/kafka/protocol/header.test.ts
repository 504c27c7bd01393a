import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { decodeRequest } from '#adapters/kafka/protocol/frame'
import { readRequestHeader } from '#adapters/kafka/protocol/header'
import { ApiVersionsRequest } from '#adapters/kafka/protocol/messages/api-versions'
import { Reader } from '#adapters/kafka/protocol/reader'

const reader = (hex: string) => new Reader(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

describe('a request header', () => {
  test('of a version nobody knows still tells who asks', () => {
    expect(readRequestHeader(reader('0012 03e7 00000007 0001 78 ffffff'))).toEqual({
      apiKey: 18,
      version: 999,
      correlationId: 7,
      clientId: 'x',
    })
  })

  test('may have no client id', () => {
    expect(readRequestHeader(reader('0012 0003 00000007 ffff')).clientId).toBeNull()
  })

  test.prop([fc.uint8Array({ maxLength: 40 })])('is read or refused', (bytes) => {
    try {
      readRequestHeader(new Reader(Buffer.from(bytes)))
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError)
    }
  })

  // CVE-2026-111115: before anybody is authenticated, twenty million objects for forty megabytes
  test('is no place for a bomb of tagged fields', () => {
    const bomb = Buffer.alloc(2_000_000)
    bomb.set(Buffer.from('0012000300000007ffffc0843d', 'hex'))
    const r = new Reader(bomb)
    readRequestHeader(r)
    expect(() => decodeRequest(r, ApiVersionsRequest, 3)).toThrow('1000000 tagged fields in one struct')
  })
})
