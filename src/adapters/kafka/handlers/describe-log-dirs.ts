import { errorCode, NONE } from '#adapters/kafka/error-codes'
import {
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
  UNKNOWN_VOLUME_BYTES,
} from '#adapters/kafka/protocol/messages/describe-log-dirs'
import type { Services } from '#application/services'
import type { Topic } from '#domain/cluster/topic'
import { fewAtATime } from './few-at-a-time.ts'
import { handler } from './handler.ts'

export const describeLogDirs = handler({
  request: DescribeLogDirsRequest,
  response: DescribeLogDirsResponse,
  pace: 'in-turn',
  handle: async ({ services }, { topics }) => {
    const asked = topics === null ? allOf(services) : named(services, topics)
    let failure: number = NONE
    const sizes = await fewAtATime(
      asked,
      'partition',
      ({ topic, partition }) => services.logDirs.sizeOf(topic, partition),
      () => {
        failure = storageError
        return null
      },
    )
    const known = asked.flatMap(({ topic, partition }, i) => {
      const size = sizes[i] ?? null
      return size === null ? [] : [{ name: topic.name, told: view(partition, size) }]
    })
    const byTopic = [...Map.groupBy(known, ({ name }) => name)]
    const directory = {
      errorCode: failure,
      logDir: services.logDirs.path,
      topics: byTopic.map(([name, partitions]) => ({ name, partitions: partitions.map(({ told }) => told) })),
      totalBytes: UNKNOWN_VOLUME_BYTES,
      usableBytes: UNKNOWN_VOLUME_BYTES,
      isCordoned: false,
    }
    return { throttleTimeMs: 0, errorCode: NONE, results: [directory] }
  },
})

/** Kafka's word for a directory that cannot be read; what is known of it is told all the same. */
const storageError = errorCode({ kind: 'partition-offline' })

type Asked = Readonly<{ topic: Topic; partition: number }>

const allOf = ({ topics }: Services): readonly Asked[] =>
  topics
    .all()
    .flatMap((topic) => Array.from({ length: topic.partitions }, (_, partition) => ({ topic, partition })))

/** A partition that is not here, or not at all, is left out, as in Kafka. */
const named = (
  { topics }: Services,
  asked: NonNullable<DescribeLogDirsRequest['topics']>,
): readonly Asked[] =>
  asked.flatMap(({ topic: name, partitions }) => {
    const topic = topics.known({ name })
    return topic === undefined ? [] : [...new Set(partitions)].map((partition) => ({ topic, partition }))
  })

const view = (partitionIndex: number, size: number) => ({
  partitionIndex,
  partitionSize: BigInt(size),
  offsetLag: 0n,
  isFutureKey: false,
})
