import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { Reader } from '#adapters/kafka/protocol/reader'
import { k } from '#adapters/kafka/protocol/schema'

const topics = k.array(k.string).at({ version: 0, flexible: false })

/**
 * The topics of a ConsumerProtocolSubscription, which members of the protocol type `consumer` send as their metadata; null
 * if it is not one. All versions begin alike, and later ones must; what follows, clients do not agree about, and nobody asks.
 */
export const subscribedTopics = (metadata: Buffer): readonly string[] | null => {
  const reader = new Reader(metadata)
  try {
    return reader.int16() < 0 ? null : topics.read(reader)
  } catch (error) {
    if (error instanceof DecodeError) return null
    throw error
  }
}
