import { Failure } from '../failure.ts'
import { KafkaError, UNKNOWN_TOPIC } from '../kafka/errors.ts'
import type { Kafka } from '../kafka/kafka.ts'
import { visible } from '../text.ts'
import { findTopic, type Topic } from '../topics/found.ts'

/** Apache Kafka creates a topic after it has answered that there is none. */
const CREATED_WITHIN_MS = 2_000
const PAUSE_MS = 100

/** A topic to write to: one that is not there is made where the brokers do that on demand. */
export const writableTopic = async (kafka: Kafka, name: string): Promise<Topic> => {
  const until = performance.now() + CREATED_WITHIN_MS
  await kafka.metadata([name], true)
  for (;;) {
    try {
      return await findTopic(kafka, name)
    } catch (error) {
      if (!(error instanceof KafkaError) || error.code !== UNKNOWN_TOPIC) throw error
      if (performance.now() > until)
        throw new Failure(`${error.message}; kedge topics create ${visible(name)} makes it`)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}
