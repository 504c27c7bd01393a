import { type Asked, errorCode, failureCode } from '#adapters/kafka/error-codes'
import type { TopicRef, Topics } from '#application/topics'
import type { Topic } from '#domain/cluster/topic'

/** A topic, or the error code that a client gets in its place. */
export type Found = Topic | number

/** The topics that a request names, in its order. The store is asked once, and only if one of them is not known. */
export const lookUp = async (
  topics: Topics,
  refs: readonly TopicRef[],
  asked: Asked,
): Promise<readonly Found[]> => {
  const hits = refs.map(topics.known)
  if (!hits.includes(undefined)) return refs.map((ref, i) => hits[i] ?? unknown(ref))
  try {
    await topics.refresh()
    return refs.map((ref) => topics.known(ref) ?? unknown(ref))
  } catch (error) {
    const code = failureCode(asked, error)
    return hits.map((hit) => hit ?? code)
  }
}

/** The same for who cannot tell such a code for each topic: rejects when the store cannot be asked. Undefined: no such topic. */
export const resolved = async (
  topics: Topics,
  refs: readonly TopicRef[],
): Promise<readonly (Topic | undefined)[]> => {
  const hits = refs.map(topics.known)
  if (!hits.includes(undefined)) return hits
  await topics.refresh()
  return refs.map(topics.known)
}

export const isTopic = (found: Found): found is Topic => typeof found !== 'number'

export const hasPartition = ({ partitions }: Topic, index: number): boolean =>
  index >= 0 && index < partitions

const unknown = (ref: TopicRef): number =>
  errorCode({ kind: 'id' in ref ? 'unknown-topic-id' : 'unknown-topic' })
