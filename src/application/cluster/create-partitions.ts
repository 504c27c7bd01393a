import { type CreatePartitionsRefusal, createPartitions } from '#domain/cluster/create-partitions'
import type { ClusterRefusal } from '#domain/cluster/decider'
import { evolve } from '#domain/cluster/state'
import type { Topic } from '#domain/cluster/topic'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import type { CreatePartitions } from '../topics.ts'
import type { Catalog } from './catalog.ts'
import { createLogs, type Partitions, removeLogs } from './partition-logs.ts'

type Deps = Readonly<{ catalog: Catalog; log: PartitionLog; clock: Clock; logger: Logger }>

/** Makes a topic larger: its logs first, then the event, so that a partition that is known has its log. */
export const createPartitionsOf = async (
  deps: Deps,
  { name, count, assignments, validateOnly }: CreatePartitions,
): Promise<E.Either<CreatePartitionsRefusal, Topic>> => {
  const { catalog, log, clock } = deps
  await catalog.refresh()
  const topic = catalog.state().byName.get(name)
  if (topic === undefined) return E.left({ kind: 'unknown-topic' })
  const command = { type: 'create-partitions', id: topic.id, count, assignments } as const
  const verdict = createPartitions(catalog.state(), command)
  if (E.isLeft(verdict)) return verdict
  const grown = verdict.right.reduce(evolve, catalog.state()).topics.get(topic.id)
  if (grown === undefined) throw new Error('a topic that grew is gone')
  if (validateOnly) return E.right(grown)
  const added = { topicId: topic.id, first: topic.partitions, end: count }
  // Should this or what follows fail, the logs stay: they are empty, another broker may be making the same ones, and who
  // creates these partitions later finds them.
  await createLogs(log, added, clock.now)
  const done = await catalog.execute(command)
  if (E.isRight(done)) return E.right(grown)
  const refusal = growth(done.left)
  if (refusal.kind === 'unknown-topic') await abandon(deps, added)
  return E.left(refusal)
}

const growth = (refusal: ClusterRefusal): CreatePartitionsRefusal => {
  switch (refusal.kind) {
    case 'unknown-topic':
      return refusal
    case 'invalid-partitions':
    case 'invalid-replica-assignment':
    case 'policy-violation':
      return { kind: refusal.kind, message: refusal.message }
    default:
      throw new Error(`the growth of a topic was refused with ${refusal.kind}`)
  }
}

/** The topic was deleted meanwhile, and whoever buried it did not know of these. Nobody will ever use its id again. */
const abandon = async ({ log, logger }: Deps, added: Partitions): Promise<void> => {
  try {
    await removeLogs(log, added)
  } catch (error) {
    logger.warn({ err: error, ...added }, 'the logs of partitions that were not made are left')
  }
}
