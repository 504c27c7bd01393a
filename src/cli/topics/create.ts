import { CreateTopicsRequest, CreateTopicsResponse } from '#adapters/kafka/protocol/messages/create-topics'
import type { ExitCode } from '#config/exit-codes'
import { each } from '../kafka/each.ts'
import { check, KafkaError, TOPIC_EXISTS } from '../kafka/errors.ts'
import { withKafka } from '../kafka/use.ts'
import { json, plural } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { topicsCreate } from '../specs/topics.ts'
import { visible } from '../text.ts'

type Created = Readonly<{ topic: string; created: boolean; partitions: number; replicationFactor: number }>

/** Since CreateTopics v4 it means that the broker chooses (KIP-464). */
const BROKERS_CHOICE = -1
const EXISTS = { created: false, partitions: -1, replicationFactor: -1 } as const

export const createTopics = (
  shell: Shell,
  { args: { topics }, flags }: Given<typeof topicsCreate>,
): Promise<ExitCode> =>
  withKafka(flags, async (kafka) => {
    const created: Created[] = []
    const create = async (topic: string): Promise<void> => {
      try {
        const answer = await kafka.patiently(async () => {
          const asked = {
            name: topic,
            numPartitions: flags.partitions ?? BROKERS_CHOICE,
            replicationFactor: flags.replicationFactor ?? BROKERS_CHOICE,
            assignments: [],
            configs: [...flags.config],
          }
          const body = { topics: [asked], timeoutMs: kafka.timeoutMs, validateOnly: false }
          const api = { request: CreateTopicsRequest, response: CreateTopicsResponse }
          const [one] = (await kafka.ask(api, { body, to: 'controller' })).topics
          check(visible(topic), one?.errorCode ?? -1, one?.errorMessage)
          return one
        })
        const { numPartitions = -1, replicationFactor = -1 } = answer ?? {}
        created.push({ topic, created: true, partitions: numPartitions, replicationFactor })
      } catch (error) {
        if (!flags.ifNotExists || !(error instanceof KafkaError) || error.code !== TOPIC_EXISTS) throw error
        created.push({ topic, ...EXISTS })
      }
    }
    const exitCode = await each(
      shell,
      topics,
      create,
      (done) => `created ${done} of ${plural(topics.length, 'topic')}`,
    )
    if (flags.output === 'json') await shell.out(json(created))
    else for (const one of created) await shell.out(`${lineOf(one)}\n`)
    return exitCode
  })

const lineOf = ({ topic, created, partitions, replicationFactor }: Created): string => {
  const name = visible(topic)
  if (!created) return `${name} exists already`
  // Brokers before 2.4 do not tell.
  return partitions < 0
    ? `created ${name}`
    : `created ${name}: ${plural(partitions, 'partition')}, replication factor ${replicationFactor}`
}
