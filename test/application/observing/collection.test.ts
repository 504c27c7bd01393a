import { expect, test } from 'vitest'
import { memoryStore } from '#adapters/memory/store'
import type { SurveyedGroup } from '#application/groups/survey'
import { type CollectionDeps, collect } from '#application/observing/collection'
import { kafkaExporterNames } from '#application/observing/kafka-exporter-names'
import { waitingSince } from '#application/observing/lag'
import { ownNames } from '#application/observing/told'
import { groupId } from '#domain/group/types'
import { offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { Measured } from '#ports/metrics'
import { accepted } from '#test/contract/outcome'
import { batch } from '#test/support/batches'
import { aBroker, aTopic, fakeTopics } from '#test/support/fake-services'
import { stampingCodec } from '#test/support/stamping-codec'

const topic = aTopic('orders', 1, 3)
const at = (partition: number): TopicPartition => ({ topicId: topic.id, partition })

/** Partitions 0 and 2 are led here, with 4 records each in batches of 2. */
const world = async (groups: readonly SurveyedGroup[] = [], some: Partial<CollectionDeps> = {}) => {
  const { log } = memoryStore(stampingCodec)
  for (let partition = 0; partition < topic.partitions; partition++) {
    await log.create(at(partition), { createdAt: 0 })
    let end = await accepted(log.origin(at(partition)))
    for (let i = 0; i < 2; i++) {
      const entry = { batches: [batch({ count: 2 })], appendTime: 0 }
      end = (await accepted(log.append(at(partition), end, entry))).next
    }
  }
  const reads: (readonly [number, number])[] = []
  const read: typeof log.read = (of, from, budget) => {
    reads.push([of.partition, from])
    return log.read(of, from, budget)
  }
  const [self, other] = [aBroker(0), aBroker(1)]
  const deps: CollectionDeps = {
    log: { ...log, read },
    topics: fakeTopics([topic]),
    cluster: { self, leaderOf: ({ partition }) => (partition === 1 ? other : self) },
    groups: { survey: () => Promise.resolve({ groups, leftOut: { groups: 0, offsets: 0 } }) },
    waitingSince: waitingSince({ log: { ...log, read }, timestampOf: () => 40_000 }),
    timers: { after: (_, fire) => (setImmediate(fire), () => {}) },
    most: 100,
    ...some,
  }
  return { deps, log, reads, look: () => collect(deps) }
}

const aGroup = (...offsets: readonly (readonly [partition: number, offset: number])[]): SurveyedGroup => ({
  groupId: groupId('team'),
  state: 'stable',
  members: 2,
  generation: 5,
  offsets: offsets.map(([partition, committed]) => ({
    at: at(partition),
    offset: committed,
    leaderEpoch: -1,
    metadata: '',
    committedAt: 0,
  })),
})

const told = (measured: Measured) =>
  Object.fromEntries(
    measured.map(({ name, labels, value }) => [`${name} ${Object.values(labels).join()}`, value]),
  )

test('offsets are told of the partitions that this broker leads', async () => {
  const { look, log } = await world()
  await accepted(log.advanceStart(at(2), offset(2)))
  expect((await look()).partitions).toEqual([
    { topic: 'orders', partition: 0, start: 0, end: 4 },
    { topic: 'orders', partition: 2, start: 2, end: 4 },
  ])
})

test('lag is told of the groups, whoever leads their partitions', async () => {
  const { look } = await world([aGroup([0, 4], [1, 1], [2, 0])])
  expect(told(ownNames(await look(), 100_000))).toMatchObject({
    'kedge_group_members team': 2,
    'kedge_group_generation team': 5,
    'kedge_group_state team,Stable': 1,
    'kedge_groups Stable': 1,
    'kedge_groups Empty': 0,
    'kedge_group_committed_offset team,orders,0': 4,
    'kedge_group_lag_records team,orders,0': 0,
    'kedge_group_lag_seconds team,orders,0': 0,
    'kedge_group_lag_records team,orders,1': 3,
    'kedge_group_lag_seconds team,orders,1': 60,
    'kedge_group_lag_records team,orders,2': 4,
    'kedge_group_lag_seconds team,orders,2': 60,
  })
})

test('seconds are never less than none, and not told where no batch has a time', async () => {
  const { look } = await world([aGroup([0, 0])])
  expect(told(ownNames(await look(), 1_000))['kedge_group_lag_seconds team,orders,0']).toBe(0)
  const timeless = await world([aGroup([0, 0])], {
    waitingSince: (all) => Promise.resolve(all.map(() => -1)),
  })
  const names = Object.keys(told(ownNames(await timeless.look(), 1_000)))
  expect(names).toContain('kedge_group_lag_records team,orders,0')
  expect(names).not.toContain('kedge_group_lag_seconds team,orders,0')
})

test('a group that stays where it is costs one read, and one that is at the end none', async () => {
  const group = [aGroup([0, 1], [1, 4])]
  const { look, reads } = await world(group)
  await look()
  await look()
  expect(reads).toEqual([[0, 1]])
  group[0] = aGroup([0, 3], [1, 4])
  await look()
  expect(reads).toEqual([
    [0, 1],
    [0, 3],
  ])
})

test('what was cleaned away is not waited for: the log start is where such a group goes on', async () => {
  const { look, log, reads } = await world([aGroup([0, 0])])
  await accepted(log.advanceStart(at(0), offset(2)))
  await look()
  expect(reads).toEqual([[0, 2]])
})

test('offsets of topics that are gone, and negative ones, are not told', async () => {
  const gone = aGroup([0, -1])
  const offsets = [
    ...gone.offsets,
    { ...gone.offsets[0]!, at: { topicId: aTopic('x', 9).id, partition: 0 }, offset: 1 },
  ]
  const { look } = await world([{ ...gone, offsets }])
  expect((await look()).groups).toMatchObject([{ group: 'team', offsets: [] }])
})

test('beyond the most partitions the rest is counted as left out', async () => {
  const { look } = await world([], { most: 1 })
  const { partitions, leftOut } = await look()
  expect(partitions.map(({ partition }) => partition)).toEqual([0])
  expect(leftOut).toEqual({ partitions: 1, groups: 0, offsets: 0 })
})

test('a partition that cannot be asked for is left out, and the others are told', async () => {
  const { deps } = await world([aGroup([0, 1], [2, 1])])
  const { log } = deps
  const bounds: typeof log.bounds = (of) =>
    of.partition === 0 ? () => Promise.reject(new Error('away')) : log.bounds(of)
  const { partitions, groups } = await collect({ ...deps, log: { ...log, bounds } })
  expect(partitions.map(({ partition }) => partition)).toEqual([2])
  expect(groups[0]?.offsets.map(({ partition }) => partition)).toEqual([2])
})

test('kafka_exporter’s names say the same', async () => {
  const { look } = await world([aGroup([0, 4], [1, 1])])
  expect(told(kafkaExporterNames(await look(), 7))).toMatchObject({
    'kafka_topic_partition_current_offset orders,0': 4,
    'kafka_topic_partition_oldest_offset orders,0': 0,
    'kafka_topic_partition_leader orders,0': 7,
    'kafka_consumergroup_members team': 2,
    'kafka_consumergroup_lag team,orders,0': 0,
    'kafka_consumergroup_lag team,orders,1': 3,
    'kafka_consumergroup_current_offset team,orders,1': 1,
  })
})
