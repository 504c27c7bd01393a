import { type ExitCode, exitCodes } from '#config/exit-codes'
import { misused } from '../failure.ts'
import type { Kafka } from '../kafka/kafka.ts'
import { withKafka } from '../kafka/use.ts'
import { lookOf } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { consume } from '../specs/records.ts'
import { readTopic } from './read-topic.ts'
import { type Show, showJson, showRaw, showTable } from './show.ts'

type Asked = Given<typeof consume>

export const consumeRecords = async (shell: Shell, asked: Asked): Promise<ExitCode> => {
  const { flags } = asked
  const doubts = contradictions(flags)
  if (doubts.length > 0) throw misused(doubts.join('\n'))
  const signal = shell.interrupts()
  const show = showOf(shell, flags)
  await withKafka(flags, async (kafka) => {
    if (flags.group !== undefined) {
      const { consumeAsMember } = await import('./member.ts')
      await consumeAsMember(shell, kafka, { ...asked, group: flags.group, show, signal })
    } else await consumeAlone(shell, kafka, { ...asked, show, signal })
  })
  return exitCodes.clean
}

type Alone = Asked & Readonly<{ show: Show; signal: AbortSignal }>

const consumeAlone = async (
  shell: Shell,
  kafka: Kafka,
  { args, flags, show, signal }: Alone,
): Promise<void> => {
  let left = flags.max ?? Number.POSITIVE_INFINITY
  const reading = {
    topic: args.topic,
    partitions: flags.partition,
    from: flags.from,
    follow: flags.follow,
    now: shell.now(),
    signal,
    say: shell.say,
  }
  for await (const records of readTopic(kafka, reading)) {
    const wanted = records.slice(0, left)
    await shell.out(show(wanted))
    left -= wanted.length
    if (left <= 0) break
  }
}

const contradictions = ({
  group,
  partition,
  from,
  keySeparator,
  output,
}: Asked['flags']): readonly string[] => [
  ...(group !== undefined && partition.length > 0
    ? ['--partition: not with --group, whose leader assigns the partitions']
    : []),
  ...(group !== undefined && from.kind !== 'earliest' && from.kind !== 'latest'
    ? ['--from: only earliest or latest with --group; kedge groups reset moves a group']
    : []),
  ...(keySeparator !== undefined && output !== 'raw' ? ['--key-separator: only with --output raw'] : []),
]

const showOf = (shell: Shell, flags: Asked['flags']): Show => {
  if (flags.output === 'json') return showJson
  return flags.output === 'raw' ? showRaw(flags.keySeparator) : showTable(lookOf(shell, flags))
}
