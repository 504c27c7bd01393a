import { expect, test } from 'vitest'
import { handlers } from '#adapters/kafka/handlers/registry'
import { apis } from '#adapters/kafka/protocol/apis'

test('what is advertised is what is served', () => {
  const served = handlers.map(({ request }) => request.apiKey)
  expect(served.toSorted((a, b) => a - b)).toEqual(
    apis.map(({ request }) => request.apiKey).toSorted((a, b) => a - b),
  )
})
