import { expect, test } from 'vitest'
import { describeProducers } from '#adapters/kafka/handlers/describe-producers'
import type { Producers } from '#application/producers'
import { E } from '#shared/fp'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const topics = fakeTopics([aTopic('a', 1, 3)])
const asking = (...partitionIndexes: number[]) => ({ topics: [{ name: 'a', partitionIndexes }] })
const brokerThat = (describe: Producers['describe']) => brokerWith({ topics, producers: { describe } })
const one = { id: 7, epoch: 2, lastSequence: 40, lastTime: 1_700_000_000_000 }

test('producers are told as Kafka tells those without a transaction', async () => {
  const broker = brokerThat((topic, partition) =>
    Promise.resolve(E.right(topic.name === 'a' && partition === 2 ? [one] : [])),
  )
  expect(await answer(describeProducers, 0, asking(2, 0), broker)).toEqual({
    throttleTimeMs: 0,
    topics: [
      {
        name: 'a',
        partitions: [
          {
            partitionIndex: 2,
            errorCode: 0,
            errorMessage: null,
            activeProducers: [
              {
                producerId: 7n,
                producerEpoch: 2,
                lastSequence: 40,
                lastTimestamp: 1_700_000_000_000n,
                coordinatorEpoch: -1,
                currentTxnStartOffset: -1n,
              },
            ],
          },
          { partitionIndex: 0, errorCode: 0, errorMessage: null, activeProducers: [] },
        ],
      },
    ],
  })
})

const codes = async (describe: Producers['describe'], ...partitions: number[]) => {
  const body = await answer(describeProducers, 0, asking(...partitions), brokerThat(describe))
  return body.topics[0]?.partitions.map(({ errorCode }) => errorCode)
}

test('each partition has its own error', async () => {
  expect(await codes(() => Promise.resolve(E.left({ kind: 'unknown-partition' })), 0)).toEqual([3])
  expect(await codes(() => Promise.resolve(E.left({ kind: 'partition-gone' })), 0)).toEqual([6])
  let asked = 0
  const first = () => (asked++ === 0 ? unavailable() : Promise.resolve(E.right([])))
  expect(await codes(first, 0, 1)).toEqual([6, 0])
})

test('a topic that is not there is unknown', async () => {
  const broker = brokerWith({ topics: fakeTopics([]) })
  const body = await answer(describeProducers, 0, asking(0), broker)
  expect(body.topics[0]?.partitions).toMatchObject([
    { partitionIndex: 0, errorCode: 3, errorMessage: 'This server does not host this topic-partition.' },
  ])
})

test('a partition is read once, however often it is named', async () => {
  let asked = 0
  const count = () => {
    asked++
    return Promise.resolve(E.right([one]))
  }
  expect(await codes(count, 1, 1, 1)).toEqual([0])
  expect(asked).toBe(1)
})

test('an answer grows no larger than there is room for', async () => {
  const many = Array.from({ length: 10 }, (_, id) => ({ ...one, id }))
  const broker = brokerThat(() => Promise.resolve(E.right(many)))
  const body = await answer(describeProducers, 0, asking(0, 1, 2), broker, { maxAnswerBytes: 800 })
  expect(
    body.topics[0]?.partitions.map(({ errorCode, activeProducers }) => [errorCode, activeProducers.length]),
  ).toEqual([
    [0, 10],
    [0, 10],
    [42, 0],
  ])
})

test('nothing is read any more for a client that is gone', async () => {
  const gone = new AbortController()
  let asked = 0
  const describe = () => {
    asked++
    gone.abort()
    return Promise.resolve(E.right([]))
  }
  await answer(describeProducers, 0, asking(0, 1, 2), brokerThat(describe), { abandoned: gone.signal })
  expect(asked).toBe(1)
})

test('who reads a partition is told when nobody waits for it any more', async () => {
  const gone = new AbortController()
  const describe: Producers['describe'] = (_, __, abandoned) => {
    gone.abort()
    return Promise.resolve(abandoned.aborted ? E.left({ kind: 'timed-out' }) : E.right([]))
  }
  const body = await answer(describeProducers, 0, asking(0), brokerThat(describe), {
    abandoned: gone.signal,
  })
  expect(body.topics[0]?.partitions).toMatchObject([{ errorCode: 7 }])
})
