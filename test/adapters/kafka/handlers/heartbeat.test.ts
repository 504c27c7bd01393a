import { expect, test } from 'vitest'
import { heartbeat } from '#adapters/kafka/handlers/heartbeat'
import type { Groups, GroupsRefusal } from '#application/groups/groups'
import { generation } from '#domain/group/types'
import { E } from '#shared/fp'
import { unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const beating = { groupId: 'g', generationId: 7, memberId: 'm-1', groupInstanceId: 'i-1' }
const beats = (beat: Groups['heartbeat']) => brokerWith({ groups: { heartbeat: beat } })

test.each([0, 2, 3, 4])('a member says in version %i that it lives', async (version) => {
  const seen: unknown[] = []
  const broker = beats((...asked) => {
    seen.push(asked)
    return Promise.resolve(E.right(undefined))
  })
  expect(await answer(heartbeat, version, beating, broker)).toEqual({ throttleTimeMs: 0, errorCode: 0 })
  expect(seen).toEqual([['g', { memberId: 'm-1', instanceId: version >= 3 ? 'i-1' : null, generation: 7 }]])
})

test.each([
  [{ kind: 'rebalance-in-progress' }, 27],
  [{ kind: 'illegal-generation', expected: generation(8), actual: generation(7) }, 22],
  [{ kind: 'not-coordinator' }, 16],
] satisfies [GroupsRefusal, number][])('a group may object: %o is %i', async (refusal, code) => {
  const broker = beats(() => Promise.resolve(E.left(refusal)))
  expect((await answer(heartbeat, 4, beating, broker)).errorCode).toBe(code)
})

test('without a store there is no coordinator', async () => {
  expect((await answer(heartbeat, 4, beating, beats(unavailable))).errorCode).toBe(15)
})
