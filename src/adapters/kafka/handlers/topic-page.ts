import { type Found, isTopic } from './lookup.ts'

/** Kafka's `max.request.partition.size.limit`. */
const MOST_PARTITIONS = 2_000

/** The partitions `first` to `end - 1` of a topic; none where there is only an error to tell. */
export type Span = Readonly<{ name: string; topic: Found; first: number; end: number }>
export type Cursor = Readonly<{ topicName: string; partitionIndex: number }>

/** As many partitions of the topics, from a cursor on, as fit into one answer, and where the next one begins. */
export const pageOf = (
  topics: readonly (readonly [string, Found])[],
  cursor: Cursor | null,
  limit: number,
): Readonly<{ spans: readonly Span[]; next: Cursor | null }> => {
  const spans: Span[] = []
  let room = Math.max(1, Math.min(limit, MOST_PARTITIONS))
  for (const [name, topic] of topics) {
    const first = name === cursor?.topicName ? cursor.partitionIndex : 0
    if (room === 0) return { spans, next: { topicName: name, partitionIndex: first } }
    const count = isTopic(topic) ? topic.partitions : 0
    const end = Math.max(first, Math.min(count, first + room))
    spans.push({ name, topic, first, end })
    room -= end - first
    if (end < count) return { spans, next: { topicName: name, partitionIndex: end } }
  }
  return { spans, next: null }
}
