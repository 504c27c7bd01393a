import { partitionKey, type TopicPartition } from '#domain/topic/types'

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
    const weight = hash(`${key}/${broker.id}`)
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

/** FNV-1a over UTF-16 units with murmur3's finish, so that neighbouring partitions do not lean to one broker. */
const hash = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
