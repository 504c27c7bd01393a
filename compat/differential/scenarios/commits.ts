import { usesTopicIds } from '#adapters/kafka/protocol/messages/offset-commit'
import { apis, versionsOf } from '../apis.ts'
import { OTHER_TOPIC, PARTITIONS, TOPIC } from '../brokers.ts'
import type { Conversation } from '../conversation.ts'
import type { Member, Offset } from '../member.ts'
import { alone, gathering, ofEach, type Scenarios, shared, told } from './groups.ts'

/** Somebody who manages partitions itself. */
const nobody = { memberId: '', generationId: -1, groupInstanceId: null }
const LARGEST_METADATA = 4096
const UNKNOWN_ID = 'fB9aPi8MT2SaUQ1_fRwrOg'

/** OffsetCommit: by whom, in which state of the group, for what. */
export const commits: Scenarios = {
  ...ofEach(versionsOf(apis.offsetCommit), (version) => {
    /** From version 10 on, topics are named by their ids. */
    const named = ({ admin }: Conversation, ...offsets: readonly Offset[]): readonly Offset[] =>
      offsets.map((each) => ({
        ...each,
        topicId: each.topicId ?? (usesTopicIds(version) ? admin.topicId(each.topic ?? TOPIC) : ''),
      }))
    const committing = (conversation: Conversation) => {
      const offsets = named(conversation, {})
      return (who: Member, given: Parameters<Member['commit']>[0] = {}) =>
        who.commit({ version, offsets, ...given })
    }
    return {
      [`a commit without a group v${version}`]: async (conversation) => {
        const commit = committing(conversation)
        const { member, admin } = conversation
        const a = await member('a')
        await commit(a, nobody)
        await admin.offsets()
        await admin.describe()
        await admin.list()
        await commit(a, { ...nobody, generationId: 0 })
        await commit(a, { ...nobody, generationId: 5 })
        await commit(a, { ...nobody, memberId: 'nobody' })
        await commit(a, { ...nobody, memberId: 'nobody', generationId: 1 })
        await commit(a, { ...nobody, groupInstanceId: 'one' })
        await commit(a, { ...nobody, generationId: -2 })
      },
      [`commits of a group that is not there v${version}`]: async (conversation) => {
        const commit = committing(conversation)
        const a = await conversation.member('a')
        await commit(a, { ...nobody, generationId: 0 })
        await commit(a, { ...nobody, memberId: 'nobody' })
        await commit(a, { ...nobody, memberId: 'nobody', generationId: 1 })
        await commit(a, { ...nobody, groupInstanceId: 'one' })
        await conversation.admin.describe()
        await conversation.admin.offsets()
      },
      [`commits in a stable group v${version}`]: async (conversation) => {
        const commit = committing(conversation)
        const [a, b] = await shared(conversation)
        await commit(a)
        await commit(b)
        for (const wrong of wrongClaims) await commit(b, wrong)
        await conversation.admin.offsets()
      },
      [`commits while the leader assigns v${version}`]: async (conversation) => {
        const commit = committing(conversation)
        const [, b] = await told(conversation)
        await commit(b)
        for (const wrong of wrongClaims) await commit(b, wrong)
        await conversation.admin.offsets()
      },
      [`commits while a rebalance gathers its members v${version}`]: async (conversation) => {
        const commit = committing(conversation)
        const { a, b, c, joining } = await gathering(conversation)
        await commit(a)
        for (const wrong of wrongClaims) await commit(b, wrong)
        const other = await conversation.member('c')
        await commit(other, { memberId: c.memberId(), generationId: a.generation() })
        await commit(other, { memberId: c.memberId(), generationId: -1 })
        await conversation.admin.offsets()
        await Promise.all([a.join(), b.join(), joining])
        await commit(a, { generationId: 2 })
      },
      [`commits to an emptied group v${version}`]: async (conversation) => {
        const commit = committing(conversation)
        const a = await alone(conversation)
        await a.leave()
        await commit(a)
        await commit(a, nobody)
        await commit(a, { ...nobody, generationId: 2 })
        await conversation.admin.offsets()
      },
      [`what is committed v${version}`]: async (conversation) => {
        const { member, admin } = conversation
        const a = await member('a')
        const offsets = named(
          conversation,
          { partition: 0, offset: 5n, metadata: 'text', epoch: 3 },
          { partition: 1, offset: 0n, metadata: null },
          { partition: 2, offset: 2n ** 40n, metadata: 'ü'.repeat(LARGEST_METADATA) },
          { topic: OTHER_TOPIC, partition: 0, offset: -1n, epoch: -1 },
          { topic: OTHER_TOPIC, partition: 1, offset: -2n, epoch: -5 },
          { topic: OTHER_TOPIC, partition: PARTITIONS, offset: 1n },
          { topic: OTHER_TOPIC, partition: -1, offset: 1n },
          { topic: 'no-such-topic', partition: 0, topicId: UNKNOWN_ID },
          { topic: OTHER_TOPIC, partition: 2, metadata: 'm'.repeat(LARGEST_METADATA + 1) },
        )
        await a.commit({ ...nobody, version, offsets })
        await admin.offsets({ topics: null })
        await a.commit({ ...nobody, version, offsets: named(conversation, { offset: 4n }) })
        await admin.offsets({ topics: null, version: 5 })
      },
      [`nothing that can be committed v${version}`]: async (conversation) => {
        const a = await conversation.member('a')
        await a.commit({ ...nobody, version, offsets: named(conversation, { partition: PARTITIONS }) })
        await a.commit({
          ...nobody,
          version,
          offsets: named(conversation, { metadata: 'm'.repeat(LARGEST_METADATA + 1) }),
        })
        await a.commit({ ...nobody, version, offsets: [] })
        await a.commit({ version, memberId: 'nobody', generationId: 1, offsets: [] })
      },
      [`metadata that is too large, of a stranger v${version}`]: async (conversation) => {
        const a = await alone(conversation)
        const large = { metadata: 'm'.repeat(LARGEST_METADATA + 1) }
        const offsets = named(conversation, large, { partition: 1 }, { topic: OTHER_TOPIC, partition: -1 })
        await a.commit({ version, offsets })
        await a.commit({ version, offsets, memberId: 'nobody' })
        await conversation.admin.offsets()
      },
    }
  }),
  // All scenarios share it, so that no other makes or deletes it.
  'the group without a name': async ({ member, admin, group }) => {
    const a = await member('a')
    const topicId = admin.topicId(TOPIC)
    await admin.describe({ groups: [''] })
    for (const version of versionsOf(apis.offsetCommit)) {
      await a.commit({ ...nobody, version, groupId: '', offsets: [{ topicId, offset: BigInt(version) }] })
      await a.commit({ version, groupId: '', memberId: 'nobody', generationId: 1, offsets: [{ topicId }] })
    }
    for (const version of versionsOf(apis.offsetFetch)) await admin.offsets({ version, group: '' })
    await admin.describe({ groups: ['', group] })
    await admin.forget({ group: '' })
    await admin.remove({ groups: [''] })
    await admin.describe({ groups: [''] })
    await admin.offsets({ group: '' })
  },
  'a partition that is committed twice in a request': async ({ member, admin }) => {
    const a = await member('a')
    await a.commit({ ...nobody, offsets: [{ offset: 1n }, { offset: 2n }] })
    await admin.offsets()
  },
  'a topic by its id, and by one that is no topic’s': async ({ member, admin }) => {
    const a = await member('a')
    const topicId = admin.topicId(TOPIC)
    await a.commit({ ...nobody, version: 10, offsets: [{ topicId }, { topicId: UNKNOWN_ID }] })
    await admin.offsets({
      version: 10,
      topics: [{ partitionIndexes: [0] }, { topicId: UNKNOWN_ID, partitionIndexes: [0, 1] }],
    })
    await a.commit({ ...nobody, version: 10, offsets: [{}] })
    await admin.offsets({ version: 10, topics: null })
  },
  'commits of members of groups of Connect': async (conversation) => {
    const a = await conversation.member('a')
    const protocols = [{ name: 'default', metadata: Buffer.from('worker') }]
    await a.enter({ protocolType: 'connect', protocols })
    await a.sync({ protocolType: 'connect' })
    await a.commit()
    await a.commit(nobody)
    await conversation.admin.offsets()
  },
  'commits of static members': async (conversation) => {
    const [a] = await shared(conversation, ['one', 'two'])
    await a.commit({ version: 7 })
    await a.commit({ groupInstanceId: 'two' })
    await a.commit({ groupInstanceId: null })
    await a.commit({ memberId: '', generationId: -1 })
    await a.commit({ memberId: '' })
  },
  'a member’s offsets stay when it leaves, and the next goes on': async (conversation) => {
    const a = await alone(conversation)
    await a.commit({ offsets: [{ offset: 7n, metadata: 'so far' }] })
    await a.leave()
    await conversation.admin.offsets()
    a.restart()
    await a.enter()
    await conversation.admin.offsets({ memberId: a.memberId(), memberEpoch: a.generation() })
  },
}

const wrongClaims = [
  { generationId: 1 },
  { generationId: 3 },
  { generationId: -1 },
  { generationId: -1, memberId: '' },
  { memberId: 'nobody' },
  { memberId: '' },
  { groupInstanceId: 'unknown' },
  { generationId: -1, memberId: '', groupInstanceId: 'unknown' },
]
