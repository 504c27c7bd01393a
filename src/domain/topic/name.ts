import { E } from '#shared/fp'
import { type TopicName, topicName } from './types.ts'

const MAX_LENGTH = 249
const LEGAL = /^[a-zA-Z0-9._-]+$/

/** Kafka's rule for topic names (`org.apache.kafka.common.internals.Topic`); left is why not, for the client. */
export const parseTopicName = (raw: string): E.Either<string, TopicName> => {
  if (raw.length === 0) return E.left('Topic name is illegal, it cannot be empty')
  if (raw === '.' || raw === '..') return E.left(`Topic name cannot be "." or ".."`)
  if (raw.length > MAX_LENGTH)
    return E.left(`Topic name is illegal, it cannot be longer than ${MAX_LENGTH} characters`)
  if (!LEGAL.test(raw))
    return E.left(
      'Topic name is illegal, it contains a character other than ASCII alphanumerics, ".", "_" and "-"',
    )
  return E.right(topicName(raw))
}

/** Two names with the same collision key may not both exist: metric names cannot tell "." from "_". */
export const collisionKey = (name: string): string => name.replaceAll('.', '_')
