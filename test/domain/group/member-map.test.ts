import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { exchanged } from '#domain/group/member-map'
import type { Member } from '#domain/group/types'
import { stable } from './scenario.ts'

const [template] = stable('a').context.members.values()
if (template === undefined) throw new Error('nobody is in the group')
const memberOf = (id: string, sessionTimeoutMs = 1): Member => ({
  ...template,
  id: id as Member['id'],
  sessionTimeoutMs,
})

const anyId = fc.constantFrom('a', 'b', 'c', 'd', 'e')

describe('members of whom one is exchanged', () => {
  test.prop([fc.uniqueArray(anyId), fc.array(fc.tuple(anyId, fc.nat()))])(
    'are what a copied map would be, and those before them stay as they were',
    (ids, changes) => {
      const first: ReadonlyMap<Member['id'], Member> = new Map(
        ids.map((id) => [memberOf(id).id, memberOf(id)]),
      )
      let expected = first
      let members = first
      const before: (readonly [typeof members, string])[] = []
      for (const [id, sessionTimeoutMs] of changes) {
        before.push([members, JSON.stringify([...members])])
        const member = memberOf(id, sessionTimeoutMs)
        if (expected.has(member.id)) expected = new Map(expected).set(member.id, member)
        members = exchanged(members, member)
      }
      expect([...members]).toEqual([...expected])
      expect([...members.entries()]).toEqual([...expected.entries()])
      expect([...members.keys()]).toEqual([...expected.keys()])
      expect([...members.values()]).toEqual([...expected.values()])
      const told: unknown[] = []
      members.forEach((member, id) => told.push([id, member]))
      expect(told).toEqual([...expected])
      expect(members.size).toBe(expected.size)
      for (const id of ['a', 'b', 'c', 'd', 'e', 'f'].map((each) => memberOf(each).id)) {
        expect(members.has(id)).toBe(expected.has(id))
        expect(members.get(id)).toEqual(expected.get(id))
      }
      for (const [then, text] of before) expect(JSON.stringify([...then])).toBe(text)
    },
  )
})
