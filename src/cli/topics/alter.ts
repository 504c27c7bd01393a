import { configOperations, TOPIC_RESOURCE } from '#adapters/kafka/protocol/config-resource'
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from '#adapters/kafka/protocol/messages/create-partitions'
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '#adapters/kafka/protocol/messages/incremental-alter-configs'
import { type ExitCode, exitCodes } from '#config/exit-codes'
import { misused } from '../failure.ts'
import { check } from '../kafka/errors.ts'
import type { Kafka } from '../kafka/kafka.ts'
import { withKafka } from '../kafka/use.ts'
import { plural } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { topicsAlter } from '../specs/topics.ts'
import { visible } from '../text.ts'
import { findTopic } from './found.ts'

type Change = Readonly<{ name: string; configOperation: number; value: string | null }>

const SET = configOperations.indexOf('set')
const DELETE = configOperations.indexOf('delete')

export const alterTopic = async (
  shell: Shell,
  { args: { topic }, flags }: Given<typeof topicsAlter>,
): Promise<ExitCode> => {
  const changes: readonly Change[] = [
    ...flags.config.map(({ name, value }) => ({ name, configOperation: SET, value })),
    ...flags.deleteConfig.map((name) => ({ name, configOperation: DELETE, value: null })),
  ]
  const twice = changes.find(({ name }, at) => changes.findIndex((other) => other.name === name) < at)
  if (twice !== undefined) throw misused(`${visible(twice.name)}: given twice`)
  if (changes.length === 0 && flags.partitions === undefined)
    throw misused('nothing to alter: give --config, --delete-config or --partitions')
  return withKafka(flags, async (kafka) => {
    await findTopic(kafka, topic)
    if (changes.length > 0) await kafka.patiently(() => alterConfigs(kafka, topic, changes))
    for (const { name, value } of changes)
      await shell.out(
        `${visible(topic)}: ${visible(name)}${value === null ? ' is the default again' : `=${visible(value)}`}\n`,
      )
    const { partitions } = flags
    if (partitions === undefined) return exitCodes.clean
    await kafka.patiently(() => createPartitions(kafka, topic, partitions))
    await shell.out(`${visible(topic)}: ${plural(partitions, 'partition')}\n`)
    return exitCodes.clean
  })
}

const alterConfigs = async (kafka: Kafka, topic: string, changes: readonly Change[]): Promise<void> => {
  const api = { request: IncrementalAlterConfigsRequest, response: IncrementalAlterConfigsResponse }
  const resource = { resourceType: TOPIC_RESOURCE, resourceName: topic, configs: [...changes] }
  const { responses } = await kafka.ask(api, {
    body: { resources: [resource], validateOnly: false },
    to: 'controller',
  })
  for (const { errorCode, errorMessage } of responses) check(visible(topic), errorCode, errorMessage)
}

const createPartitions = async (kafka: Kafka, topic: string, count: number): Promise<void> => {
  const api = { request: CreatePartitionsRequest, response: CreatePartitionsResponse }
  const body = {
    topics: [{ name: topic, count, assignments: null }],
    timeoutMs: kafka.timeoutMs,
    validateOnly: false,
  }
  const { results } = await kafka.ask(api, { body, to: 'controller' })
  for (const { errorCode, errorMessage } of results) check(visible(topic), errorCode, errorMessage)
}
