import { partitionKey, type TopicPartition } from '#domain/topic/types'
import { hash32 } from '#shared/hash'

/**
 * Rendezvous hashing: the broker with the highest weight for a key. When a broker comes or goes, only the keys that it
 * wins or held move. Ties go to the lower id.
 */
export const rendezvous = <B extends Readonly<{ id: number }>>(
  key: string,
  brokers: readonly B[],
): B | undefined => {
  let best: B | undefined
  let bestWeight = -1
  for (const broker of brokers) {
    const weight = hash32(`${key}/${broker.id}`)
    if (weight > bestWeight || (weight === bestWeight && best !== undefined && broker.id < best.id)) {
      best = broker
      bestWeight = weight
    }
  }
  return best
}

/** The hinted leader of a partition (`design.md` 7). */
export const leaderOf = <B extends Readonly<{ id: number }>>(
  at: TopicPartition,
  brokers: readonly B[],
): B | undefined => rendezvous(partitionKey(at), brokers)
