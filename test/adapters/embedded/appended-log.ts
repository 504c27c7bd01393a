import { type TopicPartition, topicId } from '#domain/topic/types'

/** The log that `appender.ts` appends to. */
export const appended: TopicPartition = { topicId: topicId('AAAAAAAAAAAAAAAAAAAAAA'), partition: 0 }
