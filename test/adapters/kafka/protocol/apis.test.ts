import { describe, expect, test } from 'vitest'
import { apis } from '#adapters/kafka/protocol/apis'
import { speaks } from '#adapters/kafka/protocol/schema'

const api = (name: string) => apis.find(({ request }) => request.name === name)

describe('the list of APIs', () => {
  test('has each once, in the order of the keys', () => {
    const keys = apis.map(({ request }) => request.apiKey)
    expect(keys).toEqual([...new Set(keys)].toSorted((a, b) => a - b))
  })

  test.each(apis)('pairs a request with its own response: $request.name', ({ request, response }) => {
    expect(response).toMatchObject({
      apiKey: request.apiKey,
      name: request.name,
      versions: request.versions,
      flexibleSince: request.flexibleSince,
    })
  })

  test('advertises what it speaks, but for Produce (KAFKA-18659)', () => {
    const others = apis.filter(({ request, advertised }) => advertised !== request.versions)
    expect(others.map(({ request, advertised }) => [request.name, advertised])).toEqual([
      ['Produce', [0, 13]],
    ])
    expect(speaks(api('Produce')!.request, 2)).toBe(false)
  })

  test('stops at ApiVersions 4, which is what Kafka 4.3 clients send', () => {
    expect(api('ApiVersions')?.advertised).toEqual([0, 4])
  })
})
