import { TOPIC_RESOURCE } from '#adapters/kafka/protocol/config-resource'
import {
  DescribeConfigsRequest,
  DescribeConfigsResponse,
} from '#adapters/kafka/protocol/messages/describe-configs'
import {
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
} from '#adapters/kafka/protocol/messages/describe-log-dirs'
import { type ExitCode, exitCodes } from '#config/exit-codes'
import { Failure } from '../failure.ts'
import { check } from '../kafka/errors.ts'
import type { Kafka } from '../kafka/kafka.ts'
import { EARLIEST, LATEST, offsetsAt, placeOf } from '../kafka/offsets.ts'
import { withKafka } from '../kafka/use.ts'
import { bytes, json, lookOf, plural } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { topicsDescribe } from '../specs/topics.ts'
import { type Column, table } from '../table.ts'
import { visible } from '../text.ts'
import { findTopics, spotsOf, type Topic } from './found.ts'

type Partition = Readonly<{
  partition: number
  leader: number
  replicas: readonly number[]
  isr: readonly number[]
  start: bigint
  end: bigint
  /** Null where nobody tells. */
  bytes: bigint | null
}>

export const describeTopics = (
  shell: Shell,
  { args, flags }: Given<typeof topicsDescribe>,
): Promise<ExitCode> =>
  withKafka(flags, async (kafka) => {
    const named = args.topics.length > 0
    const found = await findTopics(kafka, named ? args.topics : null)
    const topics = found.filter(({ isInternal }) => named || !isInternal)
    const described = await kafka.patiently(() => describe(kafka, topics))
    if (flags.output === 'json') {
      await shell.out(json(described))
      return exitCodes.clean
    }
    for (const [nth, { topic, configs, partitions }] of described.entries()) {
      const set = configs.map(({ name, value }) => `  ${visible(`${name}=${value ?? ''}`)}\n`).join('')
      await shell.out(
        `${nth === 0 ? '' : '\n'}${visible(topic)}: ${plural(partitions.length, 'partition')}\n${set}${table(columns, partitions, lookOf(shell, flags))}`,
      )
    }
    return exitCodes.clean
  })

const columns: readonly Column<Partition>[] = [
  { title: 'PARTITION', show: ({ partition }) => partition, align: 'right' },
  { title: 'LEADER', show: ({ leader }) => leader, align: 'right' },
  { title: 'REPLICAS', show: ({ replicas }) => replicas.join(',') },
  { title: 'IN SYNC', show: ({ isr }) => isr.join(',') },
  { title: 'START', show: ({ start }) => start, align: 'right' },
  { title: 'END', show: ({ end }) => end, align: 'right' },
  { title: 'SIZE', show: (partition) => bytes(partition.bytes), align: 'right' },
]

const describe = async (kafka: Kafka, topics: readonly Topic[]) => {
  const spots = spotsOf(topics)
  const [starts, ends, sizes, configs] = await Promise.all([
    offsetsAt(kafka, spots, EARLIEST),
    offsetsAt(kafka, spots, LATEST),
    sizesOf(kafka, [...new Set(spots.map(({ leader }) => leader))], topics),
    configsOf(kafka, topics),
  ])
  return topics.map(({ name, topicId, isInternal, partitions }) => ({
    topic: name,
    id: topicId,
    internal: isInternal,
    configs: configs.get(name) ?? [],
    partitions: partitions.map(({ partitionIndex, leaderId, replicaNodes, isrNodes }): Partition => {
      const place = placeOf(name, partitionIndex)
      return {
        partition: partitionIndex,
        leader: leaderId,
        replicas: replicaNodes,
        isr: isrNodes,
        start: starts.get(place) ?? -1n,
        end: ends.get(place) ?? -1n,
        bytes: sizes.get(place) ?? null,
      }
    }),
  }))
}

/** The largest size that a broker tells of a partition; nothing where brokers do not tell. */
const sizesOf = async (kafka: Kafka, leaders: readonly number[], topics: readonly Topic[]) => {
  const asked = topics.map(({ name, partitions }) => ({
    topic: name,
    partitions: partitions.map(({ partitionIndex }) => partitionIndex),
  }))
  const api = { request: DescribeLogDirsRequest, response: DescribeLogDirsResponse }
  const sizes = new Map<string, bigint>()
  for (const leader of leaders) {
    try {
      const { results } = await kafka.ask(api, { body: { topics: asked }, to: leader })
      for (const { topics: held } of results)
        for (const { name, partitions } of held)
          for (const { partitionIndex, partitionSize } of partitions) {
            const place = placeOf(name, partitionIndex)
            if (partitionSize > (sizes.get(place) ?? -1n)) sizes.set(place, partitionSize)
          }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
    }
  }
  return sizes
}

/** `DescribeConfigsResponse.ConfigSource.TOPIC_CONFIG`: set for the topic itself. */
const SET_FOR_TOPIC = 1

const configsOf = async (kafka: Kafka, topics: readonly Topic[]) => {
  const resources = topics.map(({ name }) => ({
    resourceType: TOPIC_RESOURCE,
    resourceName: name,
    configurationKeys: null,
  }))
  const api = { request: DescribeConfigsRequest, response: DescribeConfigsResponse }
  const body = { resources, includeSynonyms: false, includeDocumentation: false }
  const { results } = await kafka.ask(api, { body })
  return new Map(
    results.map(({ resourceName, errorCode, errorMessage, configs }) => {
      check(`configs of ${visible(resourceName)}`, errorCode, errorMessage)
      const own = configs.filter(({ configSource }) => configSource === SET_FOR_TOPIC)
      return [resourceName, own.map(({ name, value }) => ({ name, value }))] as const
    }),
  )
}
