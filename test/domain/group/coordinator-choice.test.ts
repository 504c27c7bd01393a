import { expect, test } from 'vitest'
import { coordinatorOf } from '#domain/group/coordinator-choice'
import { groupId } from '#domain/group/types'
import { coordinator } from './scenario.ts'

const broker = (id: number, incarnation: string = 'i') => ({
  id,
  incarnation,
  host: 'h',
  port: 9092,
  internalHost: 'h',
  internalPort: 9092,
  rack: null,
})
const groups = Array.from({ length: 300 }, (_, i) => groupId(`group {${i}}`))
const three = [broker(1), broker(2), broker(3)]

test('a group stays with the broker that its journal names, also when that was restarted', () => {
  for (const group of groups)
    expect(
      coordinatorOf(group, { ...coordinator, brokerId: 2 }, [broker(1), broker(2, 'new'), broker(3)]),
    ).toEqual(broker(2, 'new'))
})

test('when that one is gone, all brokers choose the same successor, and the groups are spread', () => {
  const left = [broker(1), broker(3)]
  const chosen = groups.map((group) => coordinatorOf(group, { ...coordinator, brokerId: 2 }, left)?.id)
  expect(groups.map((group) => coordinatorOf(group, null, [...left].reverse())?.id)).toEqual(chosen)
  expect(chosen.filter((id) => id === 1).length).toBeGreaterThan(100)
  expect(chosen.filter((id) => id === 3).length).toBeGreaterThan(100)
})

test('a group that does not exist goes where the hash says, and a broker that joins moves few', () => {
  const before = groups.map((group) => coordinatorOf(group, null, three)?.id)
  const after = groups.map((group) => coordinatorOf(group, null, [...three, broker(4)])?.id)
  expect(after.every((id, i) => id === before[i] || id === 4)).toBe(true)
  expect(new Set(after).size).toBe(4)
})

test('nobody coordinates where no broker lives', () => {
  expect(coordinatorOf(groupId('g'), coordinator, [])).toBeUndefined()
})
