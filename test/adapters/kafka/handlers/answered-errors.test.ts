import { expect, test } from 'vitest'
import { errorsOf } from '#adapters/kafka/handlers/answered-errors'
import type { Handler } from '#adapters/kafka/handlers/handler'
import { handlers } from '#adapters/kafka/handlers/registry'
import { HeartbeatResponse } from '#adapters/kafka/protocol/messages/heartbeat'
import { type AnyMessage, k, message } from '#adapters/kafka/protocol/schema'

const told = (of: AnyMessage, answer: unknown): readonly number[] => {
  const codes: number[] = []
  errorsOf(of)(answer, (code) => void codes.push(code))
  return codes
}

const nested = message({
  apiKey: 1,
  name: 'Nested',
  versions: [0, 0],
  flexibleSince: 0,
  body: k.struct({
    errorCode: k.int16,
    groups: k.nullableArray(
      k.struct({ name: k.string, errorCode: k.int16, topics: k.array(k.struct({ errorCode: k.int16 })) }),
    ),
    one: k.nullableStruct({ errorCode: k.int16 }),
    brokers: k.array(k.struct({ id: k.int32 })),
  }),
})

test('codes are told wherever a message has them, those of success not', () => {
  const answer = {
    errorCode: 3,
    groups: [
      { name: 'a', errorCode: 0, topics: [{ errorCode: 6 }, { errorCode: 0 }, { errorCode: 6 }] },
      { name: 'b', errorCode: 25, topics: [] },
    ],
    one: { errorCode: 7 },
    brokers: [{ id: 9 }],
  }
  expect(told(nested, answer)).toEqual([3, 6, 6, 25, 7])
  expect(told(nested, { errorCode: 0, groups: null, one: null, brokers: [] })).toEqual([])
})

test('a message of Kafka is read as it is declared', () => {
  expect(told(HeartbeatResponse, { throttleTimeMs: 0, errorCode: 27 })).toEqual([27])
})

const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

test('every answer that is served has a place for its errors', () => {
  const mute = handlers
    .map((each) => (each as Handler<unknown, unknown>).response)
    .filter((response) => !JSON.stringify(response.body.shape, text).includes('"errorCode"'))
  expect(mute.map(({ name }) => name)).toEqual([])
})
