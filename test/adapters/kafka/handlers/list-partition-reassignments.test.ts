import { expect, test } from 'vitest'
import { listPartitionReassignments } from '#adapters/kafka/handlers/list-partition-reassignments'
import { answer } from './ask.ts'

test.each([null, [{ name: 'a', partitionIndexes: [0, 7] }]])('there are none of %o', async (topics) => {
  expect(await answer(listPartitionReassignments, 0, { timeoutMs: 1_000, topics })).toEqual({
    throttleTimeMs: 0,
    errorCode: 0,
    errorMessage: null,
    topics: [],
  })
})
