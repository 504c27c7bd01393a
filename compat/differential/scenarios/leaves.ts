import { apis, versionsOf } from '../apis.ts'
import { alone, gathering, ofEach, type Scenarios, shared, told } from './groups.ts'

const leaver = (memberId: string, groupInstanceId: string | null = null) => ({
  memberId,
  groupInstanceId,
  reason: 'because',
})

/** LeaveGroup, by members and by whoever removes them. */
export const leaves: Scenarios = {
  ...ofEach(versionsOf(apis.leaveGroup), (version) => ({
    [`the only member leaves v${version}`]: async (conversation) => {
      const a = await alone(conversation)
      await a.leave({ version })
      await a.heartbeat()
      await a.leave({ version })
      await conversation.admin.describe()
      await conversation.admin.list()
    },
    [`one of two leaves v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation)
      await a.leave({ version })
      await conversation.reaches('PreparingRebalance', 1)
      await b.heartbeat()
      await b.join()
    },
    [`one leaves while the leader assigns v${version}`]: async (conversation) => {
      const [a, b] = await told(conversation)
      await b.leave({ version })
      await conversation.reaches('PreparingRebalance', 1)
      await a.sync()
      await a.join()
    },
    [`one leaves that a rebalance waits for v${version}`]: async (conversation) => {
      const { a, b, joining } = await gathering(conversation)
      const joined = a.join()
      await conversation.handled()
      await b.leave({ version })
      await Promise.all([joining, joined])
    },
    [`nobody is not there to leave v${version}`]: async (conversation) => {
      const x = await conversation.member('x')
      await x.leave({ version, ...nobody })
      await conversation.admin.describe()
      await alone(conversation)
      await x.leave({ version, ...nobody })
      await x.leave({ version, memberId: '', members: [leaver('')] })
      await x.leave({ version, groupId: '', ...nobody })
      await conversation.admin.describe()
    },
    [`somebody leaves who was only given an id v${version}`]: async (conversation) => {
      const { member, admin } = conversation
      const a = await member('a')
      await a.join()
      await a.leave({ version })
      await a.leave({ version })
      await a.join()
      await admin.describe()
    },
    [`an id that was given out leaves a stable group v${version}`]: async (conversation) => {
      const a = await alone(conversation)
      const b = await conversation.member('b')
      await b.join()
      await b.leave({ version })
      await a.heartbeat()
    },
    [`a rebalance waits for an id that was given out, which leaves v${version}`]: async (conversation) => {
      const a = await alone(conversation)
      const b = await conversation.member('b')
      await b.join()
      const joined = a.join()
      await conversation.reaches('PreparingRebalance', 1)
      await conversation.handled()
      await b.leave({ version })
      await joined
    },
  })),
  ...ofEach([3, 4, 5], (version) => ({
    [`many leave at once v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation, ['one'])
      const x = await conversation.member('x')
      await x.leave({
        version,
        members: [
          leaver('nobody'),
          leaver('', 'unknown'),
          leaver('nobody', 'one'),
          leaver(''),
          leaver(b.memberId(), 'one'),
          leaver(b.memberId()),
        ],
      })
      await conversation.reaches('PreparingRebalance', 1)
      await a.heartbeat()
      await x.leave({ version, members: [leaver('', 'one'), leaver('', 'one')] })
      await conversation.admin.describe()
    },
    [`nobody is named to leave v${version}`]: async (conversation) => {
      const a = await alone(conversation)
      await a.leave({ version, members: [] })
      await (await conversation.member('x')).leave({ version, groupId: 'not there', members: [] })
      await a.heartbeat()
    },
    [`a static member is removed by its instance id v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation, ['one', 'two'])
      const x = await conversation.member('x')
      await x.leave({ version, members: [leaver('', 'two')] })
      await conversation.reaches('PreparingRebalance', 1)
      await b.heartbeat()
      await a.join()
    },
    [`a static member leaves by its member id v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation, ['one', 'two'])
      await b.leave({ version, members: [leaver(b.memberId())] })
      await a.heartbeat()
    },
    [`a dynamic member leaves with an instance id v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation)
      await b.leave({ version, members: [leaver(b.memberId(), 'none')] })
      await a.heartbeat()
    },
    [`an id that was given out leaves with an instance id v${version}`]: async ({ member }) => {
      const a = await member('a')
      const { memberId } = await a.join()
      await a.leave({ version, members: [leaver(memberId, 'one')] })
      await a.join()
    },
  })),
  'a member leaves while its join waits': async (conversation) => {
    const { a, b, joining } = await gathering(conversation)
    const joined = b.join()
    await conversation.handled()
    await (await conversation.member('x')).leave({ members: [leaver(b.memberId())] })
    await joined
    await a.join()
    await joining
  },
  'a member leaves while its sync waits': async (conversation) => {
    const [a, b] = await told(conversation)
    void b.sync()
    await conversation.handled()
    await (await conversation.member('x')).leave({ members: [leaver(b.memberId())] })
    await a.join()
  },
  'all leave while a rebalance gathers its members': async (conversation) => {
    const { a, b, c, joining } = await gathering(conversation)
    await (await conversation.member('x')).leave({
      members: [a, b, c].map((each) => leaver(each.memberId())),
    })
    await joining
    await conversation.admin.describe()
    a.restart()
    await a.enter()
  },
  'all leave while the leader assigns': async (conversation) => {
    const [a, b] = await told(conversation)
    await a.leave({ members: [a, b].map((each) => leaver(each.memberId())) })
    await conversation.admin.describe()
    a.restart()
    await a.enter()
  },
}

const nobody = { memberId: 'nobody', members: [leaver('nobody')] }
