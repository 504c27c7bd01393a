import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { Reader } from '#adapters/kafka/protocol/reader'
import { k } from '#adapters/kafka/protocol/schema'

const topics = k
  .array(k.struct({ topic: k.string, partitions: k.array(k.int32) }))
  .at({ version: 0, flexible: false })

export type AssignedTopic = Readonly<{ topic: string; partitions: readonly number[] }>

/** The partitions of a ConsumerProtocolAssignment, which leaders of the protocol type `consumer` hand out; null if it is not one. */
export const assignedPartitions = (assignment: Buffer): readonly AssignedTopic[] | null => {
  const reader = new Reader(assignment)
  try {
    return reader.int16() < 0 ? null : topics.read(reader)
  } catch (error) {
    if (error instanceof DecodeError) return null
    throw error
  }
}
