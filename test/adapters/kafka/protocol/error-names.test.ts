import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { errorName } from '#adapters/kafka/protocol/error-names'

const kafkajs: { createErrorFromCode: (code: number) => { type: string } } = createRequire(import.meta.url)(
  'kafkajs/src/protocol/error.js',
)

/** kafkajs kept some words of before Kafka 2.x. */
const renamed: Readonly<Record<string, string>> = {
  NOT_LEADER_FOR_PARTITION: 'NOT_LEADER_OR_FOLLOWER',
  GROUP_LOAD_IN_PROGRESS: 'COORDINATOR_LOAD_IN_PROGRESS',
  GROUP_COORDINATOR_NOT_AVAILABLE: 'COORDINATOR_NOT_AVAILABLE',
  NOT_COORDINATOR_FOR_GROUP: 'NOT_COORDINATOR',
}

test('codes have the names that a client of another hand gives them', () => {
  const pairs = Array.from({ length: 87 }, (_, i) => i + 1).flatMap((code) => {
    const { type } = kafkajs.createErrorFromCode(code)
    return type === 'KAFKAJS_UNKNOWN_ERROR_CODE' ? [] : [[code, renamed[type] ?? type] as const]
  })
  expect(pairs.length).toBeGreaterThan(80)
  expect(pairs.map(([code]) => [code, errorName(code)])).toEqual(pairs.map(([code, name]) => [code, name]))
})

test('the newest that Kedge answers have theirs, and a code that nobody knows is told as it is', () => {
  expect([100, 106, 115, 9_999, -1].map(errorName)).toEqual([
    'UNKNOWN_TOPIC_ID',
    'FETCH_SESSION_TOPIC_ID_ERROR',
    'UNSUPPORTED_ENDPOINT_TYPE',
    'ERROR_9999',
    'ERROR_-1',
  ])
})
