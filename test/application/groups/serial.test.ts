import { expect, test } from 'vitest'
import { gathering, serial } from '#application/groups/serial'
import { settled } from '#test/support/manual-time'

test('tasks run one at a time in their order, and one that fails fails alone', async () => {
  const inTurn = serial()
  const happened: string[] = []
  const task = (name: string) => async () => {
    happened.push(`${name} began`)
    await Promise.resolve()
    happened.push(`${name} ended`)
    if (name === 'b') throw new Error(name)
    return name
  }
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((name) => inTurn(task(name))))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(happened).toEqual(['a began', 'a ended', 'b began', 'b ended', 'c began', 'c ended'])
})

test('what arrives during a task makes up the next, no more than allowed and none twice', async () => {
  const batches: (readonly number[])[] = []
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const add = gathering<number>(serial(), 3, async (items) => {
    const gate = gates[batches.length]
    batches.push(items)
    await gate?.promise
  })
  add(1)
  await settled()
  for (const item of [2, 3, 4, 5]) add(item)
  gates[0]?.resolve()
  await settled()
  add(6)
  gates[1]?.resolve()
  await settled()
  gates[2]?.resolve()
  await settled()
  expect(batches).toEqual([[1], [2, 3, 4], [5, 6]])
})
