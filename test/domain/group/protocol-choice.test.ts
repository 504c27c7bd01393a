import { describe, expect, test } from 'vitest'
import { chosenProtocol, suitsAll } from '#domain/group/protocol-choice'
import { type Member, NOTHING } from '#domain/group/types'
import { id, stable } from './scenario.ts'

const [template] = stable('a').context.members.values()
const named = (name: string) => ({ name, metadata: NOTHING })

/** The first leads; each is the list of what it knows, in its order. */
const group = (...lists: readonly string[]) => {
  const members = lists.map((list, i): Member => {
    if (template === undefined) throw new Error('no template')
    return { ...template, id: id(`m${i}`), protocols: list.split(' ').map(named) }
  })
  return { members: new Map(members.map((member) => [member.id, member])), leader: id('m0') }
}

describe('the protocol of a generation', () => {
  test.each([
    ['range', ['range']],
    // Known to all, though the first choice of nobody.
    ['b', ['a b', 'c b']],
    // Each votes for the first of its own that all know.
    ['b', ['x a b', 'b a', 'b a']],
    ['a', ['a b', 'b a', 'a b']],
    // Among equals, what the leader prefers.
    ['a', ['a b', 'b a']],
    ['b', ['b a', 'a b']],
    ['b', ['c b a', 'b a c', 'a b c', 'b a c', 'a c b']],
    // Not even then its own first, which has fewer votes.
    ['b', ['c b a', 'a b c', 'b a c', 'b c a', 'a c b']],
    // A name that is said twice is no second member.
    ['b', ['a a b', 'b']],
    [undefined, ['a', 'b']],
  ])('is %s of %o', (name, lists) => {
    expect(chosenProtocol(group(...lists))).toBe(name)
  })
})

test('whoever joins must know one that all know', () => {
  const { members } = group('a b', 'b c')
  expect(suitsAll({ members }, [named('b')])).toBe(true)
  expect(suitsAll({ members }, [named('x'), named('b')])).toBe(true)
  expect(suitsAll({ members }, [named('a'), named('c')])).toBe(false)
  expect(suitsAll({ members }, [])).toBe(false)
})
