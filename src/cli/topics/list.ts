import { type ExitCode, exitCodes } from '#config/exit-codes'
import { withKafka } from '../kafka/use.ts'
import { printRows } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { topicsList } from '../specs/topics.ts'
import { findTopics } from './found.ts'

export const listTopics = (shell: Shell, { flags }: Given<typeof topicsList>): Promise<ExitCode> =>
  withKafka(flags, async (kafka) => {
    const topics = (await findTopics(kafka, null)).filter(({ isInternal }) => flags.internal || !isInternal)
    const rows = topics.map(({ name, partitions, isInternal }) => ({
      topic: name,
      partitions: partitions.length,
      replicationFactor: partitions[0]?.replicaNodes.length ?? 0,
      internal: isInternal,
    }))
    await printRows(shell, flags, rows, [
      { title: 'TOPIC', show: ({ topic }) => topic },
      { title: 'PARTITIONS', show: ({ partitions }) => partitions, align: 'right' },
      { title: 'REPLICATION', show: ({ replicationFactor }) => replicationFactor, align: 'right' },
      ...(flags.internal
        ? [
            {
              title: 'INTERNAL',
              show: ({ internal }: { readonly internal: boolean }) => (internal ? 'yes' : 'no'),
            },
          ]
        : []),
    ])
    return exitCodes.clean
  })
