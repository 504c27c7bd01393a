import type { PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import type { Cluster } from './cluster/cluster.ts'
import type { LogDirs } from './log-dirs.ts'

type LogDirsDeps = Readonly<{
  log: PartitionLog
  cluster: Pick<Cluster, 'self' | 'leaderOf'>
  path: string
}>

/** Tools add up what all brokers tell: each partition is told by the one that stands as its replica in Metadata. */
export const logDirsService = ({ log, cluster, path }: LogDirsDeps): LogDirs => ({
  path,
  sizeOf: async ({ id, partitions }, partition) => {
    const at = { topicId: id, partition }
    if (partition < 0 || partition >= partitions || cluster.leaderOf(at).id !== cluster.self.id) return null
    const segments = await log.segments(at)()
    return E.isLeft(segments) ? null : segments.right.reduce((sum, { bytes }) => sum + bytes, 0)
  },
})
