import type { CreatePartitionsRefusal } from '#domain/cluster/create-partitions'
import type { ClusterRefusal } from '#domain/cluster/decider'
import type { Topic } from '#domain/cluster/topic'
import type { E } from '#shared/fp'

/**
 * Topics of the cluster, folded from its journal. Methods that ask the store reject with an error of
 * `ports/store-errors.ts` when they cannot: nothing is ever said not to exist while the store cannot be asked.
 */
export interface Topics {
  /** Every topic, as folded last, which may be behind the store by a moment. Ordered by name. */
  readonly all: () => readonly Topic[]

  /** The topic as folded last, or undefined: enough for a hit, never enough to say that there is none. */
  readonly known: (ref: TopicRef) => Topic | undefined

  /** Reads the journal to its end before it answers null. */
  readonly find: (ref: TopicRef) => Promise<Topic | null>

  /** Reads the journal to its end, so that `all` and `known` are as fresh as the store. */
  readonly refresh: () => Promise<void>

  /** `partitions` -1 is the broker's default. With `validateOnly` nothing is made. The topic is usable at once on every broker. */
  readonly create: (request: CreateTopic) => Promise<E.Either<CreateRefusal, Topic>>

  /** For a client that asks for a topic and lets it be created: the topic, made now if the broker allows that. */
  readonly findOrCreate: (name: string) => Promise<E.Either<CreateRefusal | { kind: 'unknown-topic' }, Topic>>

  /** Makes a topic larger. With `validateOnly` nothing is made. The partitions are usable at once on every broker. */
  readonly createPartitions: (request: CreatePartitions) => Promise<E.Either<CreatePartitionsRefusal, Topic>>

  readonly delete: (ref: TopicRef) => Promise<E.Either<{ kind: 'unknown-topic' }, Topic>>
}

/** Names and ids as a client sent them. */
export type TopicRef = Readonly<{ name: string } | { id: string }>

export type CreateTopic = Readonly<{
  name: string
  partitions: number
  replicationFactor: number
  /** Broker ids per partition when the client assigns replicas itself; accepted for its count alone, the store replicates. */
  assignments: readonly (readonly number[])[]
  configs: ReadonlyMap<string, string | null>
  validateOnly: boolean
}>

/** `count` is the new total; `assignments` are of the additional partitions, null where the client leaves them to the broker. */
export type CreatePartitions = Readonly<{
  name: string
  count: number
  assignments: readonly (readonly number[])[] | null
  validateOnly: boolean
}>

/** Why a topic is not made; `message` is for the client. */
export type CreateRefusal = Exclude<ClusterRefusal, { kind: 'unknown-topic' | 'cluster-exists' }>
