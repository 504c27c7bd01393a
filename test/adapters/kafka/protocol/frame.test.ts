import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from '#adapters/kafka/protocol/frame'
import { readRequestHeader } from '#adapters/kafka/protocol/header'
import { ApiVersionsResponse } from '#adapters/kafka/protocol/messages/api-versions'
import { FetchResponse, noDivergence, noLeader, noSnapshot } from '#adapters/kafka/protocol/messages/fetch'
import { Reader } from '#adapters/kafka/protocol/reader'
import { k, message } from '#adapters/kafka/protocol/schema'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'

const Ping = message({
  apiKey: 99,
  name: 'Ping',
  versions: [0, 2],
  flexibleSince: 1,
  body: k.struct({ n: k.int32 }),
})

const unframe = (chunks: readonly Buffer[]): Reader => {
  const bytes = Buffer.concat(chunks)
  expect(bytes.readInt32BE()).toBe(bytes.length - 4)
  return new Reader(bytes.subarray(4))
}

describe('a request', () => {
  test.prop([
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: 0, max: 0x7fffffff }),
    fc.option(fc.string({ maxLength: 20 })),
  ])('arrives with its header', (version, correlationId, clientId) => {
    const r = unframe(encodeRequest(Ping, { version, correlationId, clientId }, { n: 5 }))
    expect(readRequestHeader(r)).toEqual({ apiKey: 99, version, correlationId, clientId })
    expect(decodeRequest(r, Ping, version)).toEqual({ n: 5 })
  })

  test('is refused with a byte too many', () => {
    const r = unframe(encodeRequest(Ping, { version: 0, correlationId: 1, clientId: null }, { n: 5 }))
    const longer = new Reader(Buffer.concat([r.slice(r.remaining), Buffer.from([0])]))
    readRequestHeader(longer)
    expect(() => decodeRequest(longer, Ping, 0)).toThrow(DecodeError)
  })
})

describe('a response', () => {
  test.each([
    [0, '00000008 00000001 00000005'],
    [1, '0000000a 00000001 00 00000005 00'],
  ])('v%i has the header of its version', (version, hex) => {
    const bytes = Buffer.concat(encodeResponse(Ping, version, 1, { n: 5 }))
    expect(bytes.toString('hex')).toBe(hex.replaceAll(' ', ''))
    expect(decodeResponse(unframe([bytes]), Ping, version)).toEqual({ correlationId: 1, body: { n: 5 } })
  })

  test('to ApiVersions has the first header in every version (KIP-511)', () => {
    const body = {
      errorCode: 0,
      apiKeys: [],
      throttleTimeMs: 0,
      supportedFeatures: [],
      finalizedFeaturesEpoch: -1n,
      finalizedFeatures: [],
      zkMigrationReady: false,
    }
    const bytes = Buffer.concat(encodeResponse(ApiVersionsResponse, 3, 1, body))
    expect(bytes.toString('hex')).toBe('0000000c000000010000010000000000')
  })

  test('to a fetch carries stored batches as they are', () => {
    const batches = [Buffer.alloc(5_000, 1), Buffer.alloc(3_000, 2)]
    const partition = {
      partitionIndex: 0,
      errorCode: 0,
      highWatermark: 9n,
      lastStableOffset: 9n,
      logStartOffset: 0n,
      divergingEpoch: noDivergence,
      currentLeader: noLeader,
      snapshotId: noSnapshot,
      abortedTransactions: null,
      preferredReadReplica: -1,
      records: batches,
    }
    const chunks = encodeResponse(FetchResponse, 18, 1, {
      throttleTimeMs: 0,
      errorCode: 0,
      sessionId: 0,
      responses: [{ topic: '', topicId: ZERO_UUID, partitions: [partition] }],
      nodeEndpoints: [],
    })
    expect(chunks).toHaveLength(4)
    expect(chunks[1]).toBe(batches[0])
    expect(chunks[2]).toBe(batches[1])
    const { body } = decodeResponse(unframe(chunks), FetchResponse, 18)
    expect(body.responses[0]?.partitions[0]).toEqual({ ...partition, records: [Buffer.concat(batches)] })
  })
})
