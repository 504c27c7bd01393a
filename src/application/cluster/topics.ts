import { type ClusterRefusal, type CreateTopicCommand, decide } from '#domain/cluster/decider'
import { evolve } from '#domain/cluster/state'
import type { Topic } from '#domain/cluster/topic'
import { type TopicId, topicId } from '#domain/topic/types'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { PartitionLog } from '#ports/partition-log'
import type { Random } from '#ports/random'
import { OutcomeUnknown } from '#ports/store-errors'
import { E } from '#shared/fp'
import type { CreateRefusal, CreateTopic, TopicRef, Topics } from '../topics.ts'
import type { Catalog } from './catalog.ts'
import { createPartitionsOf } from './create-partitions.ts'
import { createLogs, removeLogs } from './partition-logs.ts'

export type TopicsDeps = Readonly<{
  catalog: Catalog
  log: PartitionLog
  clock: Clock
  random: Random
  logger: Logger
  /** Kafka's `num.partitions` and `auto.create.topics.enable`. */
  defaultPartitions: number
  autoCreate: boolean
}>

export const topicsOf = (deps: TopicsDeps): Topics => {
  const { catalog, log, clock } = deps

  const known = (ref: TopicRef): Topic | undefined =>
    'name' in ref ? catalog.state().byName.get(ref.name) : catalog.state().topics.get(topicId(ref.id))

  const find = async (ref: TopicRef): Promise<Topic | null> => {
    const hit = known(ref)
    if (hit !== undefined) return hit
    await catalog.refresh()
    return known(ref) ?? null
  }

  const create = async (request: CreateTopic): Promise<E.Either<CreateRefusal, Topic>> => {
    await catalog.refresh()
    const command = toCommand(deps, request)
    const verdict = decide(catalog.state(), command)
    if (E.isLeft(verdict)) return E.left(creation(verdict.left))
    const topic = verdict.right.reduce(evolve, catalog.state()).topics.get(command.id)
    if (topic === undefined) throw new Error('creating a topic made no topic')
    if (request.validateOnly) return E.right(topic)
    let created: E.Either<ClusterRefusal, void>
    try {
      // The logs first: a topic that is known has its logs.
      await createLogs(log, allOf(topic.id, topic.partitions), clock.now)
      created = await catalog.execute(command)
    } catch (error) {
      // Whether the topic exists is not known then; if it does, it needs its logs.
      if (!(error instanceof OutcomeUnknown)) await abandonLogs(deps, topic)
      throw error
    }
    if (E.isRight(created)) return E.right(topic)
    await abandonLogs(deps, topic)
    return E.left(creation(created.left))
  }

  return {
    known,
    find,
    refresh: catalog.refresh,
    all: () => [...catalog.state().byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    create,
    findOrCreate: async (name) => {
      const existing = await find({ name })
      if (existing !== null) return E.right(existing)
      if (!deps.autoCreate) return E.left({ kind: 'unknown-topic' })
      const created = await create({
        name,
        partitions: -1,
        replicationFactor: -1,
        assignments: [],
        configs: new Map(),
        validateOnly: false,
      })
      if (E.isRight(created) || created.left.kind !== 'topic-exists') return created
      const winner = await find({ name })
      return winner === null ? E.left({ kind: 'unknown-topic' }) : E.right(winner)
    },
    createPartitions: (request) => createPartitionsOf(deps, request),
    delete: async (ref) => {
      const topic = await find(ref)
      if (topic === null) return E.left({ kind: 'unknown-topic' })
      const deleted = await catalog.execute({ type: 'delete-topic', id: topic.id })
      if (E.isLeft(deleted)) return E.left({ kind: 'unknown-topic' })
      // It may have grown since it was looked up. Where it is not condemned any more, somebody else has buried it.
      const partitions = catalog.state().condemned.get(topic.id) ?? 0
      // The topic is gone, whatever becomes of its logs.
      await bury(deps, topic.id, partitions).catch((error: unknown) =>
        deps.logger.warn(
          { err: error, topic: topic.name, topicId: topic.id },
          'the logs of a deleted topic are left until the next start',
        ),
      )
      return E.right(topic)
    },
  }
}

/** Removes the logs of deleted topics whose broker stopped before it could; done once at start. */
export const buryCondemned = async (deps: Pick<TopicsDeps, 'catalog' | 'log'>): Promise<void> => {
  for (const [id, partitions] of deps.catalog.state().condemned) await bury(deps, id, partitions)
}

const bury = async (
  { catalog, log }: Pick<TopicsDeps, 'catalog' | 'log'>,
  id: TopicId,
  partitions: number,
) => {
  await removeLogs(log, allOf(id, partitions))
  await catalog.execute({ type: 'record-logs-removed', id })
}

/** Those of a topic that was not made. What cannot be removed now stays behind, under an id that nobody will ever use. */
const abandonLogs = async ({ log, logger }: TopicsDeps, { id, partitions }: Topic): Promise<void> => {
  try {
    await removeLogs(log, allOf(id, partitions))
  } catch (error) {
    logger.warn({ err: error, topicId: id, partitions }, 'the logs of a topic that was not made are left')
  }
}

const allOf = (topicId: TopicId, partitions: number) => ({ topicId, first: 0, end: partitions })

const toCommand = (
  { clock, random, defaultPartitions }: TopicsDeps,
  request: CreateTopic,
): CreateTopicCommand => ({
  type: 'create-topic',
  id: topicId(random.token(16)),
  name: request.name,
  partitions:
    request.partitions === -1 && request.assignments.length === 0 ? defaultPartitions : request.partitions,
  replicationFactor: request.replicationFactor,
  assignments: request.assignments,
  configs: request.configs,
  at: clock.now(),
})

const creation = (refusal: ClusterRefusal): CreateRefusal => {
  if (refusal.kind === 'unknown-topic' || refusal.kind === 'cluster-exists')
    throw new Error(`creating a topic was refused with ${refusal.kind}`)
  return refusal
}
