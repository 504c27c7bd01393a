import { describe, expect, test } from 'vitest'
import { buildBatch } from '#adapters/kafka/records/build'
import type { Kafka } from '#cli/kafka/kafka'
import { EARLIEST } from '#cli/kafka/offsets'
import { readTopic } from '#cli/records/read-topic'

// A partition of which retention takes away what is being read, asked as Apache Kafka answers.

const [FETCH, LIST_OFFSETS] = [1, 2]
const OFFSET_OUT_OF_RANGE = 1

type Asking = Readonly<{ topics: [{ partitions: [{ fetchOffset: bigint; timestamp: bigint }] }] }>
type Log = { start: number; end: number }

/** One record at each offset. Once the first has been fetched the log is another. */
const clusterOf = (log: Log, then: Log): Kafka => {
  const fetched = async (offset: number) => {
    if (offset < log.start || offset > log.end)
      // kafka.server.ReplicaManager: with an error all offsets are unknown, that of the log start too.
      return { errorCode: OFFSET_OUT_OF_RANGE, logStartOffset: -1n, records: [] }
    const isThere = offset < log.end
    const batch = await buildBatch([{ timestamp: 5, value: Buffer.from(`${offset}`) }], {
      baseOffset: offset,
    })
    if (isThere) Object.assign(log, then)
    return { errorCode: 0, logStartOffset: BigInt(log.start), records: isThere ? [batch] : [] }
  }
  const answers = async (apiKey: number, { topics }: Asking) => {
    const [asked] = topics[0].partitions
    if (apiKey === FETCH) {
      const partition = { partitionIndex: 0, ...(await fetched(Number(asked.fetchOffset))) }
      return { errorCode: 0, responses: [{ partitions: [partition] }] }
    }
    if (apiKey !== LIST_OFFSETS) throw new Error(`nobody answers ${apiKey}`)
    const offset = BigInt(asked.timestamp === EARLIEST ? log.start : log.end)
    return { topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 0, offset }] }] }
  }
  return {
    ask: (({ request }: { request: { apiKey: number } }, { body }: { body: Asking }) =>
      answers(request.apiKey, body)) as unknown as Kafka['ask'],
    metadata: (async () => ({
      topics: [{ errorCode: 0, name: 't', partitions: [{ partitionIndex: 0, leaderId: 1 }] }],
    })) as unknown as Kafka['metadata'],
    patiently: (attempt) => attempt(),
    tell: () => Promise.reject(new Error('nobody is told')),
    timeoutMs: 1_000,
    close: () => {},
  }
}

const follow = async (kafka: Kafka) => {
  const stop = new AbortController()
  const said: string[] = []
  const reading = {
    topic: 't',
    partitions: [],
    from: { kind: 'earliest' } as const,
    follow: true,
    now: 0,
    signal: stop.signal,
    say: (text: string) => said.push(text),
  }
  const offsets: bigint[] = []
  for await (const records of readTopic(kafka, reading)) {
    for (const { offset } of records) offsets.push(offset)
    if (offsets.length === 2) stop.abort()
  }
  return { offsets, said }
}

describe('whoever follows a log', () => {
  test('that retention shortens goes on where it begins by then, and is told', async () => {
    expect(await follow(clusterOf({ start: 0, end: 1 }, { start: 5, end: 6 }))).toEqual({
      offsets: [0n, 5n],
      said: ['t:0: records before offset 5 are gone'],
    })
  })

  test('that ends before what has been read is refused: it is another one', async () => {
    await expect(follow(clusterOf({ start: 3, end: 4 }, { start: 0, end: 1 }))).rejects.toThrow(
      't:0: there is no such offset in the partition (OFFSET_OUT_OF_RANGE)',
    )
  })
})
