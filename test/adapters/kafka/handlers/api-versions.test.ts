import { describe, expect, test } from 'vitest'
import { apiVersions } from '#adapters/kafka/handlers/api-versions'
import { decodeResponse } from '#adapters/kafka/protocol/frame'
import { ApiVersionsResponse } from '#adapters/kafka/protocol/messages/api-versions'
import { Reader } from '#adapters/kafka/protocol/reader'
import { answer, brokerWith } from './ask.ts'

const software = { clientSoftwareName: 'apache-kafka-java', clientSoftwareVersion: '4.3.0' }

describe('the versions', () => {
  test.each([0, 1, 2, 3, 4])('are told in version %i', async (version) => {
    const { errorCode, apiKeys } = await answer(apiVersions, version, software)
    expect(errorCode).toBe(0)
    expect(apiKeys).toContainEqual({ apiKey: 18, minVersion: 0, maxVersion: 4 })
    expect(apiKeys).toContainEqual({ apiKey: 1, minVersion: 4, maxVersion: 18 })
  })

  test('of Produce begin at 0, or old librdkafka turns compression off', async () => {
    const { apiKeys } = await answer(apiVersions, 4, software)
    expect(apiKeys).toContainEqual({ apiKey: 0, minVersion: 0, maxVersion: 13 })
  })
})

describe('features', () => {
  test('name no transactions and no groups while there are none', async () => {
    const body = await answer(apiVersions, 4, software)
    expect(body.supportedFeatures.map(({ name }) => name)).toEqual(['metadata.version'])
    expect(body.finalizedFeatures).toEqual([
      { name: 'metadata.version', maxVersionLevel: 30, minVersionLevel: 30 },
    ])
    expect(body.finalizedFeaturesEpoch).toBeGreaterThanOrEqual(0n)
  })

  test('that start at 0 are kept from clients that fail on them', async () => {
    const body = await answer(apiVersions, 3, software)
    for (const { minVersion } of body.supportedFeatures) expect(minVersion).toBeGreaterThan(0)
  })
})

describe('a version that is not spoken', () => {
  test('is answered in version 0, with the range to try again in', async () => {
    const opened = apiVersions.open(new Reader(Buffer.from('gibberish')), {
      apiKey: 18,
      version: 99,
      correlationId: 3,
      clientId: null,
    })
    const chunks = await opened!(brokerWith(), undefined as never)
    const { correlationId, body } = decodeResponse(
      new Reader(Buffer.concat(chunks!).subarray(4)),
      ApiVersionsResponse,
      0,
    )
    expect(correlationId).toBe(3)
    expect(body.errorCode).toBe(35)
    expect(body.apiKeys).toEqual([{ apiKey: 18, minVersion: 0, maxVersion: 4 }])
  })
})

describe('the client software', () => {
  test.each(['', '-kafka', 'kafka-', 'ka fka', 'kafka!'])('may not be called "%s"', async (name) => {
    const body = await answer(apiVersions, 3, { ...software, clientSoftwareName: name })
    expect(body.errorCode).toBe(42)
    expect(body.apiKeys).toEqual([])
  })

  test('is not asked for before version 3', async () => {
    expect((await answer(apiVersions, 2, software)).errorCode).toBe(0)
  })
})
