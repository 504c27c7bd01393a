import type { Topic } from '#domain/cluster/topic'
import { isExpired } from '#domain/log/partition-state'
import { newestSequence } from '#domain/log/producers'
import type { Logger } from '#ports/logger'
import type { PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import { serial } from './groups/serial.ts'
import { partitionFold } from './produce/partition-fold.ts'
import type { ActiveProducer, Producers, ProducersRefusal } from './producers.ts'

export type ProducersDeps = Readonly<{ log: PartitionLog; logger: Logger; producerExpirationMs: number }>

export const producersService = (deps: ProducersDeps): Producers => {
  // One partition at a time, whoever asks: each may take as much memory as 100,000 producers do.
  const inTurn = serial()
  return {
    describe: (topic, partition, abandoned) =>
      inTurn(async () =>
        abandoned.aborted ? E.left({ kind: 'timed-out' }) : describe(deps, topic, partition),
      ),
  }
}

const describe = async (
  { log, logger, producerExpirationMs }: ProducersDeps,
  topic: Topic,
  partition: number,
): Promise<E.Either<ProducersRefusal, readonly ActiveProducer[]>> => {
  if (partition < 0 || partition >= topic.partitions) return E.left({ kind: 'unknown-partition' })
  const at = { topicId: topic.id, partition }
  const fold = partitionFold(log, at, logger, { producerExpirationMs, savesSnapshots: false })
  const opened = await fold.open()
  if (E.isLeft(opened)) return opened
  const state = opened.right
  // A snapshot may be of a broker that remembers for longer.
  const active = [...state.producers].filter(([, producer]) => !isExpired(state, producer, state.logTime))
  return E.right(
    active.map(([id, producer]) => ({
      id,
      epoch: producer.epoch,
      lastSequence: newestSequence(producer),
      lastTime: producer.lastTime,
    })),
  )
}
