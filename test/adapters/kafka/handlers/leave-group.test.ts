import { describe, expect, test } from 'vitest'
import { leaveGroup } from '#adapters/kafka/handlers/leave-group'
import type { Groups } from '#application/groups/groups'
import type { Leaver } from '#domain/group/commands'
import { E } from '#shared/fp'
import { unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const leaving = {
  groupId: 'g',
  memberId: 'm-1',
  members: [
    { memberId: 'm-2', groupInstanceId: null, reason: 'done' },
    { memberId: '', groupInstanceId: 'i-3', reason: null },
  ],
}

const leaves = (leave: Groups['leave']) => brokerWith({ groups: { leave } })

/** Only the first may leave. */
const recording = (seen: (readonly Leaver[])[]) =>
  leaves((_, members) => {
    seen.push(members)
    const refusal = { kind: 'unknown-member' } as const
    return Promise.resolve(
      E.right(members.map((each, i) => ({ ...each, refusal: i === 0 ? null : refusal }))),
    )
  })

describe('before version 3', () => {
  test.each([0, 2])('one member leaves, in version %i', async (version) => {
    const seen: (readonly Leaver[])[] = []
    const body = await answer(leaveGroup, version, leaving, recording(seen))
    expect(seen).toEqual([[{ memberId: 'm-1', instanceId: null }]])
    expect(body).toEqual({ throttleTimeMs: 0, errorCode: 0, members: [] })
  })

  test('its error is that of the answer', async () => {
    const broker = leaves((_, members) =>
      Promise.resolve(E.right(members.map((each) => ({ ...each, refusal: { kind: 'unknown-member' } })))),
    )
    expect((await answer(leaveGroup, 2, leaving, broker)).errorCode).toBe(25)
  })
})

test.each([3, 4, 5])('each member has an error of its own in version %i', async (version) => {
  const seen: (readonly Leaver[])[] = []
  const body = await answer(leaveGroup, version, leaving, recording(seen))
  expect(seen).toEqual([
    [
      { memberId: 'm-2', instanceId: null },
      { memberId: '', instanceId: 'i-3' },
    ],
  ])
  expect(body).toEqual({
    throttleTimeMs: 0,
    errorCode: 0,
    members: [
      { memberId: 'm-2', groupInstanceId: null, errorCode: 0 },
      { memberId: '', groupInstanceId: 'i-3', errorCode: 25 },
    ],
  })
})

test.each([2, 5])('an error of the group is that of the answer in version %i', async (version) => {
  const refused = leaves(() => Promise.resolve(E.left({ kind: 'not-coordinator' })))
  expect(await answer(leaveGroup, version, leaving, refused)).toMatchObject({ errorCode: 16, members: [] })
  expect((await answer(leaveGroup, version, leaving, leaves(unavailable))).errorCode).toBe(15)
})
