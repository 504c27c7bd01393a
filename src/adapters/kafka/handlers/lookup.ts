import { type Asked, errorCode, failureCode } from '#adapters/kafka/error-codes'
import type { TopicRef, Topics } from '#application/topics'
import type { Topic } from '#domain/cluster/topic'

/** A topic, or the error code that a client gets in its place. */
export type Found = Topic | number

/** What a request names, and the highest partition that it asks for: a topic that is known may have grown since. */
export type Wanted = TopicRef & Readonly<{ upTo?: number }>

/**
 * The topics that a request names, in its order. The store is asked once, and only if one of them is not known, or not
 * known to be as large.
 */
export const lookUp = async (
  topics: Topics,
  refs: readonly Wanted[],
  asked: Asked,
): Promise<readonly Found[]> => {
  const hits = refs.map((ref) => hit(topics, ref))
  if (!hits.includes(undefined)) return refs.map((ref, i) => hits[i] ?? unknown(ref))
  try {
    await topics.refresh()
    return refs.map((ref) => topics.known(ref) ?? unknown(ref))
  } catch (error) {
    const code = failureCode(asked, error)
    return hits.map((found) => found ?? code)
  }
}

/** The same for who cannot tell such a code for each topic: rejects when the store cannot be asked. Undefined: no such topic. */
export const resolved = async (
  topics: Topics,
  refs: readonly Wanted[],
): Promise<readonly (Topic | undefined)[]> => {
  const hits = refs.map((ref) => hit(topics, ref))
  if (!hits.includes(undefined)) return hits
  await topics.refresh()
  return refs.map(topics.known)
}

const hit = (topics: Topics, ref: Wanted): Topic | undefined => {
  const known = topics.known(ref)
  return known !== undefined && (ref.upTo ?? -1) < known.partitions ? known : undefined
}

/** The highest of the partitions that are asked for, for {@link Wanted}; -1 where there are none. */
export const highest = <A>(partitions: readonly A[], indexOf: (partition: A) => number): number =>
  partitions.reduce((most, each) => Math.max(most, indexOf(each)), -1)

export const isTopic = (found: Found): found is Topic => typeof found !== 'number'

export const hasPartition = ({ partitions }: Topic, index: number): boolean =>
  index >= 0 && index < partitions

const unknown = (ref: TopicRef): number =>
  errorCode({ kind: 'id' in ref ? 'unknown-topic-id' : 'unknown-topic' })
