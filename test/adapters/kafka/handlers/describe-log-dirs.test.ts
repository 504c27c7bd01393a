import { expect, test } from 'vitest'
import { describeLogDirs } from '#adapters/kafka/handlers/describe-log-dirs'
import type { LogDirs } from '#application/log-dirs'
import { StoreCorrupt } from '#ports/store-errors'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const topics = fakeTopics([aTopic('a', 1, 3), aTopic('b', 2, 1)])

/** Partition 1 of each is led by another broker. */
const sizeOf: LogDirs['sizeOf'] = ({ name, partitions }, partition) =>
  Promise.resolve(partition === 1 || partition >= partitions ? null : name.charCodeAt(0) * 10 + partition)
const broker = brokerWith({ topics, logDirs: { path: '/redis/here/0/kedge', sizeOf } })
const partitionOf = (partitionIndex: number, size: number) => ({
  partitionIndex,
  partitionSize: BigInt(size),
  offsetLag: 0n,
  isFutureKey: false,
})

test.each([1, 2, 3, 4, 5])(
  'version %i tells the one directory and what this broker leads of it',
  async (version) => {
    expect(await answer(describeLogDirs, version, { topics: null }, broker)).toEqual({
      throttleTimeMs: 0,
      errorCode: 0,
      results: [
        {
          errorCode: 0,
          logDir: '/redis/here/0/kedge',
          topics: [
            { name: 'a', partitions: [partitionOf(0, 970), partitionOf(2, 972)] },
            { name: 'b', partitions: [partitionOf(0, 980)] },
          ],
          totalBytes: -1n,
          usableBytes: -1n,
          isCordoned: false,
        },
      ],
    })
  },
)

test('of the partitions that are asked for, those that are there, once', async () => {
  const asked = [
    { topic: 'a', partitions: [2, 2, 1, 9] },
    { topic: 'nope', partitions: [0] },
  ]
  const { results } = await answer(describeLogDirs, 5, { topics: asked }, broker)
  expect(results[0]?.topics).toEqual([{ name: 'a', partitions: [partitionOf(2, 972)] }])
  const none = await answer(describeLogDirs, 5, { topics: [] }, broker)
  expect(none.results).toMatchObject([{ errorCode: 0, logDir: '/redis/here/0/kedge', topics: [] }])
})

test('where the store cannot be asked the directory has an error, and what is known is told', async () => {
  const away = brokerWith({ topics, logDirs: { sizeOf: unavailable } })
  expect((await answer(describeLogDirs, 5, { topics: null }, away)).results).toMatchObject([
    { errorCode: 56, topics: [] },
  ])
  const broken = brokerWith({
    topics,
    logDirs: {
      sizeOf: (topic, partition) =>
        topic.name === 'a' ? Promise.reject(new StoreCorrupt('torn')) : sizeOf(topic, partition),
    },
  })
  expect((await answer(describeLogDirs, 5, { topics: null }, broken)).results).toMatchObject([
    { errorCode: 56, topics: [{ name: 'b' }] },
  ])
})
