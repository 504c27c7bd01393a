import { expect, test } from 'vitest'
import { alterPartitionReassignments } from '#adapters/kafka/handlers/alter-partition-reassignments'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

/** In fake services brokers 1 and 2 live, and partition 0 is led by 1, partition 1 by 2. */
const broker = brokerWith({ topics: fakeTopics([aTopic('a', 1, 2)]) })

const told = async (
  replicas: readonly number[] | null,
  { version = 1, name = 'a', partitionIndex = 0, allow = true, at = broker } = {},
) => {
  const partitions = [{ partitionIndex, replicas: replicas === null ? null : [...replicas] }]
  const request = { timeoutMs: 1_000, allowReplicationFactorChange: allow, topics: [{ name, partitions }] }
  const body = await answer(alterPartitionReassignments, version, request, at)
  expect(body).toMatchObject({ errorCode: 0, errorMessage: null, allowReplicationFactorChange: allow })
  return body.responses
}

test.each([0, 1])('what is so already is fine in version %i', async (version) => {
  for (const [partitionIndex, leader] of [
    [0, 1],
    [1, 2],
  ] as const)
    expect(await told([leader], { version, partitionIndex })).toEqual([
      { name: 'a', partitions: [{ partitionIndex, errorCode: 0, errorMessage: null }] },
    ])
})

test.each([
  ['nothing is to be cancelled', null, 85, null],
  ['empty', [], 39, 'The manual partition assignment includes an empty replica list.'],
  [
    'no broker',
    [9],
    39,
    'The manual partition assignment includes broker 9, but no such broker is registered.',
  ],
  ['one twice', [2, 1, 2], 39, 'The manual partition assignment includes the broker 2 more than once.'],
  [
    'another',
    [2],
    39,
    'The store replicates, and every broker serves every partition: replicas stay at [1].',
  ],
  [
    'more',
    [1, 2],
    39,
    'The store replicates, and every broker serves every partition: replicas stay at [1].',
  ],
])('%s: %o is refused with %i', async (_, replicas, errorCode, errorMessage) => {
  expect(await told(replicas)).toMatchObject([{ partitions: [{ errorCode, errorMessage }] }])
})

test('another number of replicas is refused as such where the client forbids it', async () => {
  expect(await told([1, 2], { allow: false })).toMatchObject([{ partitions: [{ errorCode: 38 }] }])
})

test('what is not there is unknown, unless the store is away', async () => {
  expect(await told([1], { partitionIndex: 2 })).toMatchObject([
    { partitions: [{ errorCode: 3, errorMessage: 'Unable to find partition a:2.' }] },
  ])
  expect(await told(null, { name: 'b' })).toMatchObject([
    { partitions: [{ errorCode: 3, errorMessage: 'Unable to find a topic named b.' }] },
  ])
  const at = brokerWith({ topics: { ...fakeTopics([]), refresh: unavailable } })
  expect(await told([1], { at })).toMatchObject([{ partitions: [{ errorCode: 41 }] }])
})

test('a name that is longer than any topic can have is not told whole of each of its partitions', async () => {
  const request = {
    timeoutMs: 1_000,
    allowReplicationFactorChange: true,
    topics: [
      {
        name: 'x'.repeat(32_700),
        partitions: Array.from({ length: 5_000 }, (_, partitionIndex) => ({ partitionIndex, replicas: [1] })),
      },
    ],
  }
  const { responses } = await answer(alterPartitionReassignments, 1, request, broker)
  const told = responses.flatMap(({ partitions }) => partitions)
  expect(told).toHaveLength(5_000)
  for (const { errorMessage } of told) expect(errorMessage?.length).toBeLessThan(300)
  expect(told[0]?.errorMessage).toBe(`Unable to find a topic named ${'x'.repeat(249)}….`)
})
