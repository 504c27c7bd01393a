import { batchesGroups } from '#adapters/kafka/protocol/messages/offset-fetch'
import { apis, versionsOf } from '../apis.ts'
import { OTHER_TOPIC, PARTITIONS, TOPIC } from '../brokers.ts'
import { assignor, range } from '../member.ts'
import { alone, gathering, ofEach, type Scenarios, shared } from './groups.ts'

const nobody = { memberId: '', generationId: -1, groupInstanceId: null }

/** OffsetFetch and OffsetDelete. */
export const offsets: Scenarios = {
  ...ofEach(versionsOf(apis.offsetFetch), (version) => ({
    [`offsets of a group that is not there v${version}`]: async ({ admin }) => {
      await admin.offsets({ version })
      if (version >= 2) await admin.offsets({ version, topics: null })
      await admin.offsets({ version, topics: [] })
      await admin.describe()
    },
    [`offsets of topics and partitions v${version}`]: async ({ admin, member }) => {
      const a = await member('a')
      await a.commit({ ...nobody, offsets: [{ offset: 5n, metadata: 'x', epoch: 2 }] })
      await a.commit({
        ...nobody,
        offsets: [{ topic: OTHER_TOPIC, partition: 2, offset: 6n, metadata: null }],
      })
      await admin.offsets({ version })
      await admin.offsets({
        version,
        topics: [
          { name: OTHER_TOPIC, partitionIndexes: [2, 0] },
          { name: TOPIC, partitionIndexes: [PARTITIONS, -1, 0] },
          { name: TOPIC, partitionIndexes: [] },
        ],
      })
      if (version < 10)
        await admin.offsets({ version, topics: [{ name: 'no-such-topic', partitionIndexes: [0, 1] }] })
      if (version >= 2) await admin.offsets({ version, topics: null })
      await admin.offsets({ version, requireStable: true })
    },
    [`offsets while members come and go v${version}`]: async (conversation) => {
      const { a } = await gathering(conversation)
      await a.commit()
      await conversation.admin.offsets({ version })
    },
  })),
  ...ofEach(versionsOf(apis.offsetFetch).filter(batchesGroups), (version) => ({
    [`offsets of many groups v${version}`]: async ({ admin, member, group }) => {
      const other = `${group}.other`
      const a = await member('a')
      await a.commit(nobody)
      await a.commit({ ...nobody, groupId: other, offsets: [{ partition: 1 }] })
      const topics = [{ name: TOPIC, topicId: admin.topicId(TOPIC), partitionIndexes: [0, 1] }]
      const asked = { memberId: null, memberEpoch: -1, topics }
      await admin.fetch({
        version,
        groups: [
          { ...asked, groupId: group },
          { ...asked, groupId: other, topics: null },
          { ...asked, groupId: `${group}.none` },
        ],
      })
      await admin.fetch({ version, groups: [] })
      await admin.fetch({ version, groups: [group, group].map((groupId) => ({ ...asked, groupId })) })
    },
    [`offsets are asked for by members v${version}`]: async (conversation) => {
      const a = await alone(conversation)
      const { admin } = conversation
      await a.commit()
      await admin.offsets({ version, memberId: a.memberId(), memberEpoch: 1 })
      await admin.offsets({ version, memberId: 'nobody', memberEpoch: 1 })
      await admin.offsets({ version, memberId: a.memberId(), memberEpoch: 9 })
      await admin.offsets({ version, memberId: '', memberEpoch: 9 })
      await admin.offsets({ version, group: 'none at all', memberId: 'nobody', memberEpoch: 1 })
      await admin.offsets({ version, group: 'none at all', memberId: 'nobody', memberEpoch: 1, topics: null })
    },
  })),
  'offsets are deleted of a group that is not there': async ({ admin, group }) => {
    await admin.forget()
    await admin.forget({ group: '' })
    await admin.forget({ topics: [] })
    await admin.forget({ topics: [{ name: 'no-such-topic', partitions: [0] }] })
    await admin.describe({ groups: [group] })
  },
  'offsets are deleted of a group without members': async ({ admin, member }) => {
    const a = await member('a')
    await a.commit({ ...nobody, offsets: [{ partition: 0 }, { partition: 1 }, { topic: OTHER_TOPIC }] })
    await admin.forget({
      topics: [
        { name: TOPIC, partitions: [0, 2, PARTITIONS, -1] },
        { name: 'no-such-topic', partitions: [0] },
        { name: OTHER_TOPIC, partitions: [] },
      ],
    })
    await admin.offsets({ topics: null })
    await admin.forget()
    await admin.forget({ topics: [] })
    await admin.forget({
      topics: [
        { name: TOPIC, partitions: [1] },
        { name: OTHER_TOPIC, partitions: [0] },
      ],
    })
    await admin.offsets({ topics: null })
    await admin.describe()
    await admin.list()
  },
  'offsets are deleted of topics that members are subscribed to, and of others': async (conversation) => {
    const { admin } = conversation
    const [a] = await shared(conversation)
    await a.commit({ offsets: [{}, { topic: OTHER_TOPIC }] })
    const topics = [
      { name: TOPIC, partitions: [0] },
      { name: OTHER_TOPIC, partitions: [0, PARTITIONS] },
      { name: 'no-such-topic', partitions: [0] },
    ]
    await admin.forget({ topics })
    await admin.offsets({ topics: null })
  },
  'offsets are deleted while a rebalance gathers its members': async (conversation) => {
    const { a } = await gathering(conversation)
    const { admin } = conversation
    await a.commit({ offsets: [{}, { topic: OTHER_TOPIC }] })
    await admin.forget({ topics: [TOPIC, OTHER_TOPIC].map((name) => ({ name, partitions: [0] })) })
    await admin.offsets({ topics: null })
  },
  'offsets are deleted while the leader assigns': async ({ member, admin }) => {
    const a = await member('a')
    await a.commit({ ...nobody, offsets: [{}, { topic: OTHER_TOPIC }] })
    await a.enter()
    await admin.forget({ topics: [TOPIC, OTHER_TOPIC].map((name) => ({ name, partitions: [0] })) })
    await admin.offsets({ topics: null })
  },
  'offsets are deleted of a group that is not of consumers': async ({ member, admin }) => {
    const a = await member('a')
    await a.enter({ protocolType: 'connect', protocols: [assignor('default')] })
    await a.sync({ protocolType: 'connect' })
    await a.commit()
    await admin.forget()
    await admin.forget({ topics: [{ name: 'no-such-topic', partitions: [0] }] })
    await admin.forget({ topics: [] })
    await a.leave()
    await admin.forget()
    await admin.offsets({ topics: null })
  },
  'offsets are deleted that only one assignor’s metadata subscribes to': async ({ member, admin }) => {
    const a = await member('a')
    await a.commit({ ...nobody, offsets: [{}, { topic: OTHER_TOPIC }] })
    const protocols = [range(TOPIC), assignor('sticky', [OTHER_TOPIC])]
    await a.enter({ protocols })
    await a.sync()
    await admin.forget({ topics: [TOPIC, OTHER_TOPIC].map((name) => ({ name, partitions: [0] })) })
    await admin.offsets({ topics: null })
  },
  'offsets are deleted of a group with ids that were given out': async ({ member, admin }) => {
    const a = await member('a')
    await a.commit(nobody)
    await a.join()
    await admin.forget()
    await admin.offsets()
  },
}
