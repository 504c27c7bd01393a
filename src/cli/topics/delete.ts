import {
  DeleteTopicsRequest,
  DeleteTopicsResponse,
  namesTopicsInStructs,
} from '#adapters/kafka/protocol/messages/delete-topics'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import type { ExitCode } from '#config/exit-codes'
import { confirm } from '../confirm.ts'
import { each } from '../kafka/each.ts'
import { check, KafkaError, UNKNOWN_TOPIC } from '../kafka/errors.ts'
import type { Kafka } from '../kafka/kafka.ts'
import { withKafka } from '../kafka/use.ts'
import { plural } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { topicsDelete } from '../specs/topics.ts'
import { visible } from '../text.ts'

export const deleteTopics = async (
  shell: Shell,
  { args: { topics }, flags }: Given<typeof topicsDelete>,
): Promise<ExitCode> => {
  const named = topics.length === 1 ? visible(topics[0] ?? '') : plural(topics.length, 'topic')
  await confirm(shell, flags, `delete ${named} with all records`)
  return withKafka(flags, async (kafka) =>
    each(
      shell,
      topics,
      async (topic) => {
        try {
          await kafka.patiently(() => deleteTopic(kafka, topic))
          await shell.out(`deleted ${visible(topic)}\n`)
        } catch (error) {
          if (!flags.ifExists || !(error instanceof KafkaError) || error.code !== UNKNOWN_TOPIC) throw error
          await shell.out(`there is no ${visible(topic)}\n`)
        }
      },
      (done) => `deleted ${done} of ${plural(topics.length, 'topic')}`,
    ),
  )
}

const deleteTopic = async (kafka: Kafka, topic: string): Promise<void> => {
  const api = { request: DeleteTopicsRequest, response: DeleteTopicsResponse }
  const { responses } = await kafka.ask(api, {
    body: (version) => ({
      topics: namesTopicsInStructs(version) ? [{ name: topic, topicId: ZERO_UUID }] : [],
      topicNames: namesTopicsInStructs(version) ? [] : [topic],
      timeoutMs: kafka.timeoutMs,
    }),
    to: 'controller',
  })
  for (const { errorCode, errorMessage } of responses) check(visible(topic), errorCode, errorMessage)
}
