import { apis, versionsOf } from '../apis.ts'
import { alone, gathering, ofEach, type Scenarios, shared, told } from './groups.ts'

const STATES =
  'Stable,stable,STABLE, Stable ,Empty,Dead,PreparingRebalance,preparingrebalance,NoSuchState,,Assigning,Unknown'.split(
    ',',
  )
const nobody = { memberId: '', generationId: -1, groupInstanceId: null }
const connect = { protocolType: 'connect', protocols: [{ name: 'default', metadata: Buffer.from('worker') }] }

/** DescribeGroups, ListGroups, DeleteGroups, FindCoordinator: what operators and their tools ask. */
export const managed: Scenarios = {
  ...ofEach(versionsOf(apis.describeGroups), (version) => ({
    [`groups are described in each state v${version}`]: async (conversation) => {
      const { admin, member, group } = conversation
      const operations = true
      await admin.describe({ version })
      await (await member('x')).commit(nobody)
      await admin.describe({ version, operations })
      const [a, b] = await told(conversation)
      await admin.describe({ version })
      await a.sync()
      await b.sync()
      await admin.describe({ version, operations })
      await admin.describe({ version, groups: [group, `${group}.none`] })
      await admin.describe({ version, groups: [] })
      await admin.describe({ version, groups: [`${group}.none`], operations })
      const joined = a.join()
      await conversation.reaches('PreparingRebalance', 2)
      await b.join()
      await joined
      await a.leave()
      await b.leave()
      await admin.describe({ version })
    },
    [`a group with a static member is described v${version}`]: async (conversation) => {
      await shared(conversation, ['one'])
      await conversation.admin.describe({ version })
    },
    [`a group of Connect is described v${version}`]: async ({ member, admin }) => {
      const a = await member('a')
      await a.enter(connect)
      await admin.describe({ version })
      await a.sync({ protocolType: 'connect' })
      await admin.describe({ version })
    },
  })),
  'the versions that are spoken': async ({ admin, note }) => {
    note('api key, first and last version', await admin.spoken())
  },
  'a group is described twice in a request': async (conversation) => {
    await alone(conversation)
    await conversation.admin.describe({ groups: [conversation.group, conversation.group] })
  },
  ...ofEach(versionsOf(apis.listGroups), (version) => ({
    [`groups are listed in each state v${version}`]: async (conversation) => {
      const { admin, member, group } = conversation
      await (await member('x')).commit({ ...nobody, groupId: `${group}.simple` })
      await (await member('y')).join({ groupId: `${group}.pending` })
      await (await member('z')).enter({ groupId: `${group}.completing`, ...connect })
      await gathering(conversation)
      await admin.list({ version })
    },
  })),
  ...ofEach([4, 5], (version) => ({
    [`groups are listed by state v${version}`]: async (conversation) => {
      const { admin, member, group } = conversation
      await (await member('x')).commit({ ...nobody, groupId: `${group}.simple` })
      await alone(conversation)
      for (const state of STATES) await admin.list({ version, statesFilter: [state] })
      await admin.list({ version, statesFilter: ['Stable', 'Empty'] })
      await admin.list({ version, statesFilter: ['Stable', 'NoSuchState'] })
    },
  })),
  'groups are listed by type': async (conversation) => {
    const { admin } = conversation
    await alone(conversation)
    const types = [
      'classic',
      'Classic',
      'CLASSIC',
      'consumer',
      'Consumer',
      'share',
      'streams',
      'unknown',
      '',
      ' classic ',
    ]
    for (const type of types) await admin.list({ typesFilter: [type] })
    await admin.list({ typesFilter: ['consumer', 'classic'] })
    await admin.list({ typesFilter: ['consumer'], statesFilter: ['Stable'] })
    await admin.list({ typesFilter: ['classic'], statesFilter: ['Empty'] })
    await admin.list({ typesFilter: ['classic'], statesFilter: ['Stable'] })
  },
  ...ofEach(versionsOf(apis.deleteGroups), (version) => ({
    [`groups are deleted v${version}`]: async (conversation) => {
      const { admin, member, group } = conversation
      await admin.remove({ version })
      await (await member('x')).commit(nobody)
      await (await member('x')).commit({ ...nobody, groupId: `${group}.other` })
      await admin.remove({ version, groups: [group, `${group}.none`, `${group}.other`] })
      await admin.remove({ version })
      await admin.remove({ version, groups: [] })
      await admin.offsets()
      await admin.describe()
      await admin.list()
    },
    [`a group with members is deleted v${version}`]: async (conversation) => {
      const { admin } = conversation
      const { a, b, c, joining } = await gathering(conversation)
      await admin.remove({ version })
      await Promise.all([a.join(), b.join(), joining])
      await admin.remove({ version })
      await a.sync()
      await admin.remove({ version })
      await Promise.all([a.leave(), b.leave(), c.leave()])
      await admin.remove({ version })
      await a.heartbeat()
      await a.join()
      await a.sync()
      await a.commit()
      await a.leave()
      await admin.describe()
    },
    [`a group with nothing but ids that were given out is deleted v${version}`]: async ({
      admin,
      member,
    }) => {
      const a = await member('a')
      await a.join()
      await admin.remove({ version })
      await a.join()
      await admin.describe()
    },
    [`a group that was deleted is committed to again v${version}`]: async ({ admin, member }) => {
      const a = await member('a')
      await a.commit({ ...nobody, offsets: [{ partition: 0 }, { partition: 1 }] })
      await admin.remove({ version })
      await a.commit({ ...nobody, offsets: [{ partition: 1, offset: 9n }] })
      await admin.offsets({ topics: null })
      await admin.describe()
      await a.enter()
      await a.sync()
      await admin.describe()
    },
  })),
  'a group is named twice to be deleted': async ({ admin, member, group }) => {
    await (await member('a')).commit(nobody)
    await admin.remove({ groups: [group, group] })
  },
  'a group that had members is founded anew once it is deleted': async (conversation) => {
    const a = await alone(conversation)
    await a.commit()
    await a.leave()
    await conversation.admin.remove()
    a.restart()
    await a.enter()
    await a.sync()
    await conversation.admin.describe()
    await conversation.admin.offsets()
  },
  ...ofEach(versionsOf(apis.findCoordinator), (version) => ({
    [`coordinators are looked for v${version}`]: async ({ admin, group }) => {
      const find = (keys: readonly string[], keyType = 0) =>
        admin.find({ version, keyType, key: keys[0] ?? '', coordinatorKeys: keys })
      await find([group])
      await find([''])
      await find(['another', group, ''])
      await find([group, group])
      await find([])
      for (const keyType of [3, -1, 127]) await find([group], keyType)
    },
    [`coordinators of share groups are looked for, by no share key v${version}`]: async ({ admin }) => {
      for (const key of ['no share key', ''])
        await admin.find({ version, keyType: 2, key, coordinatorKeys: [key] })
    },
  })),
  'a coordinator is looked for, and no group is made by it': async ({ admin, group }) => {
    await admin.find({ version: 6, coordinatorKeys: [group] })
    await admin.describe()
    await admin.list()
  },
  'a group whose name is as long as any': async ({ member, admin, group }) => {
    const long = `${group} ${'g'.repeat(249 - group.length - 1)}`
    await (await member('a')).commit({ ...nobody, groupId: long })
    await (await member('a')).enter({ groupId: long })
    await admin.describe({ groups: [long] })
  },
  'a group whose name is no topic’s': async ({ member, admin, group }) => {
    const strange = `${group} / ü 💚 \u0000 * {}`
    const a = await member('a')
    await a.commit({ ...nobody, groupId: strange })
    await a.enter({ groupId: strange })
    await admin.describe({ groups: [strange] })
    await admin.list()
    await admin.remove({ groups: [strange] })
  },
  'a group whose name is longer than a topic’s may be': async ({ member, group }) => {
    const long = `${group} ${'g'.repeat(300)}`
    await (await member('a')).commit({ ...nobody, groupId: long })
    await (await member('a')).enter({ groupId: long })
  },
}
