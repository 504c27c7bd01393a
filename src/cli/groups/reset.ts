import { type ExitCode, exitCodes } from '#config/exit-codes'
import { Failure, misused } from '../failure.ts'
import { commit, committedBy } from '../kafka/commits.ts'
import { GROUP_NOT_FOUND, KafkaError, NON_EMPTY_GROUP } from '../kafka/errors.ts'
import { coordinatorOf, describeGroup } from '../kafka/groups.ts'
import type { Kafka } from '../kafka/kafka.ts'
import { placeOf } from '../kafka/offsets.ts'
import { type Bounds, boundsOf, offsetsOf, type Wanted, within } from '../kafka/places.ts'
import { withKafka } from '../kafka/use.ts'
import { plural, printRows } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { groupsReset } from '../specs/groups.ts'
import { visible } from '../text.ts'
import { findTopics, spotsOf } from '../topics/found.ts'

type Flags = Given<typeof groupsReset>['flags']
type Reset = Readonly<{ topic: string; partition: number; from: bigint | null; to: bigint }>

export const resetGroup = async (
  shell: Shell,
  { args: { group }, flags }: Given<typeof groupsReset>,
): Promise<ExitCode> => {
  if ((flags.to === undefined) === (flags.shiftBy === undefined))
    throw misused('give either --to or --shift-by')
  return withKafka(flags, async (kafka) => {
    const { members, state } = await kafka.patiently(() => describeGroup(kafka, group))
    if (state !== 'Empty' && state !== 'Dead')
      throw new KafkaError(
        `group ${visible(group)}`,
        NON_EMPTY_GROUP,
        `it is ${state}${members === null ? '' : `, with ${plural(members.length, 'member')}`}: stop them first`,
      )
    const coordinator = await kafka.patiently(() => coordinatorOf(kafka, group))
    const resets = await kafka.patiently(() => plan(shell, kafka, { group, coordinator, flags }))
    if (flags.execute)
      await kafka.patiently(async () =>
        commit(
          kafka,
          group,
          await coordinatorOf(kafka, group),
          resets.map(({ topic, partition, to }) => ({ topic, partition, offset: to })),
        ),
      )
    await printRows(shell, flags, resets, [
      { title: 'TOPIC', show: ({ topic }) => topic },
      { title: 'PARTITION', show: ({ partition }) => partition, align: 'right' },
      { title: 'FROM', show: ({ from }) => from ?? '-', align: 'right' },
      { title: 'TO', show: ({ to }) => to, align: 'right' },
    ])
    shell.say(
      flags.execute
        ? `committed ${plural(resets.length, 'offset')}`
        : 'nothing was committed: this is what --execute would do',
    )
    return exitCodes.clean
  })
}

type Asked = Readonly<{ group: string; coordinator: number; flags: Flags }>

const plan = async (
  shell: Shell,
  kafka: Kafka,
  { group, coordinator, flags }: Asked,
): Promise<readonly Reset[]> => {
  const committed = await committedBy(kafka, group, coordinator)
  const at = new Map(committed.map(({ topic, partition, offset }) => [placeOf(topic, partition), offset]))
  const wanted = flags.topic.length === 0 ? committed : await chosen(kafka, flags)
  if (wanted.length === 0)
    throw new KafkaError(`group ${visible(group)} has committed nothing`, GROUP_NOT_FOUND)
  const topics = await findTopics(kafka, [...new Set(wanted.map(({ topic }) => topic))])
  const leaders = new Map(spotsOf(topics).map((spot) => [placeOf(spot.topic, spot.partition), spot.leader]))
  const spots = wanted.map(({ topic, partition }) => {
    const leader = leaders.get(placeOf(topic, partition))
    if (leader === undefined) throw new Failure(`${visible(topic)} has no partition ${partition}`)
    return { topic, partition, leader }
  })
  shell.progress(`looking at ${plural(spots.length, 'partition')}`)
  const goals =
    flags.to === undefined
      ? shifted(await boundsOf(kafka, spots), at, flags.shiftBy ?? 0)
      : await offsetsOf(kafka, spots, flags.to, shell.now())
  shell.progress('')
  return spots.map(({ topic, partition }) => {
    const place = placeOf(topic, partition)
    return { topic, partition, from: at.get(place) ?? null, to: goals.get(place) ?? 0n }
  })
}

/** Each once, also where it is named twice. */
const chosen = async (kafka: Kafka, { topic }: Flags): Promise<readonly Wanted[]> => {
  const found = await findTopics(kafka, [...new Set(topic.map((each) => each.topic))])
  const all = new Map(
    found.map(({ name, partitions }) => [name, partitions.map(({ partitionIndex }) => partitionIndex)]),
  )
  const wanted = topic.flatMap((each) =>
    (each.partitions ?? all.get(each.topic) ?? []).map((partition) => ({ topic: each.topic, partition })),
  )
  return [...new Map(wanted.map((each) => [placeOf(each.topic, each.partition), each])).values()]
}

const shifted = (
  all: ReadonlyMap<string, Bounds>,
  at: ReadonlyMap<string, bigint>,
  by: number,
): ReadonlyMap<string, bigint> =>
  new Map(
    [...all].map(([place, bounds]) => {
      const from = at.get(place)
      if (from === undefined)
        throw new Failure(`${visible(place)}: nothing is committed that could be shifted`)
      return [place, within(bounds, from + BigInt(by))]
    }),
  )
