import { isExpired } from '#domain/log/partition-state'
import { newestSequence } from '#domain/log/producers'
import type { Logger } from '#ports/logger'
import type { PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import { partitionFold } from './produce/partition-fold.ts'
import type { Producers } from './producers.ts'

export type ProducersDeps = Readonly<{ log: PartitionLog; logger: Logger; producerExpirationMs: number }>

export const producersService = ({ log, logger, producerExpirationMs }: ProducersDeps): Producers => ({
  describe: async (topic, partition) => {
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
  },
})
