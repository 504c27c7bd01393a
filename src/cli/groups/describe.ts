import { type ExitCode, exitCodes } from '#config/exit-codes'
import { each } from '../kafka/each.ts'
import { GROUP_NOT_FOUND, KafkaError } from '../kafka/errors.ts'
import { type DescribedGroup, describeGroup, listGroups, type Member } from '../kafka/groups.ts'
import type { Kafka } from '../kafka/kafka.ts'
import { withKafka } from '../kafka/use.ts'
import { json, lookOf, plural } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { groupsDescribe } from '../specs/groups.ts'
import { type Column, type Look, table } from '../table.ts'
import { visible } from '../text.ts'
import { type PartitionOfGroup, partitionsOf } from './lag.ts'

type Described = DescribedGroup & Readonly<{ partitions: readonly PartitionOfGroup[] }>

export const describeGroups = (
  shell: Shell,
  { args, flags }: Given<typeof groupsDescribe>,
): Promise<ExitCode> =>
  withKafka(flags, async (kafka) => {
    const groups =
      args.groups.length > 0
        ? args.groups
        : (await kafka.patiently(() => listGroups(kafka))).map(({ group }) => group)
    const described: Described[] = []
    const exitCode = await each(
      shell,
      groups,
      async (group) => void described.push(await kafka.patiently(() => describe(kafka, group))),
      (done) => `described ${done} of ${plural(groups.length, 'group')}`,
    )
    if (flags.output === 'json') await shell.out(json(described))
    else
      for (const [nth, one] of described.entries())
        await shell.out(`${nth === 0 ? '' : '\n'}${shown(one, lookOf(shell, flags))}`)
    return described.length > 0 || groups.length === 0 ? exitCode : exitCode || exitCodes.failure
  })

const describe = async (kafka: Kafka, group: string): Promise<Described> => {
  const found = await describeGroup(kafka, group)
  const partitions = await partitionsOf(kafka, found)
  if (found.state === 'Dead' && partitions.length === 0)
    throw new KafkaError(`group ${visible(group)}`, GROUP_NOT_FOUND)
  return { ...found, partitions }
}

const shown = (described: Described, look: Look): string => {
  const { group, state, protocolType, protocol, coordinator, members, partitions } = described
  const spoken = [protocolType, protocol].filter(Boolean).join('/')
  const facts = [
    state,
    ...(spoken === '' ? [] : [spoken]),
    `coordinator ${coordinator}`,
    members === null
      ? 'its members are not shown: they use another group protocol'
      : plural(members.length, 'member'),
  ]
  return [
    `${visible(group)}: ${visible(facts.join(', '))}\n`,
    ...(members === null || members.length === 0 ? [] : [table(ofMembers, members, look)]),
    ...(partitions.length === 0 ? [] : [table(ofPartitions, partitions, look)]),
  ].join('')
}

const ofMembers: readonly Column<Member>[] = [
  { title: 'MEMBER', show: ({ id }) => id },
  { title: 'CLIENT', show: ({ client }) => client },
  { title: 'HOST', show: ({ host }) => host },
  {
    title: 'PARTITIONS',
    show: ({ assigned }) =>
      assigned === null
        ? '-'
        : assigned.map(({ topic, partitions }) => `${topic}:${partitions.join(',')}`).join(' ') || 'none',
    gives: true,
  },
]

const ofPartitions: readonly Column<PartitionOfGroup>[] = [
  { title: 'TOPIC', show: ({ topic }) => topic },
  { title: 'PARTITION', show: ({ partition }) => partition, align: 'right' },
  { title: 'COMMITTED', show: ({ committed }) => committed ?? '-', align: 'right' },
  { title: 'END', show: ({ end }) => end ?? '-', align: 'right' },
  { title: 'LAG', show: ({ lag }) => lag ?? '-', align: 'right' },
  { title: 'MEMBER', show: ({ member }) => member ?? '-', gives: true },
]
