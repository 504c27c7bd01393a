import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { collisionKey, parseTopicName } from '#domain/topic/name'
import { E } from '#shared/fp'

const legal = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-')

describe('a topic name', () => {
  test.prop([fc.string({ unit: fc.constantFrom(...legal), minLength: 1, maxLength: 249 })])(
    'of legal characters is taken as it is',
    (name) => {
      fc.pre(name !== '.' && name !== '..')
      expect(parseTopicName(name)).toEqual(E.right(name))
    },
  )

  test.prop([fc.string({ unit: fc.constantFrom(...legal) }), fc.string({ unit: 'binary', minLength: 1 })])(
    'with any other character is refused',
    (name, odd) => {
      fc.pre(Array.from(odd).some((character) => !legal.includes(character)))
      expect(E.isLeft(parseTopicName(name + odd))).toBe(true)
      expect(E.isLeft(parseTopicName(odd + name))).toBe(true)
    },
  )

  test.each(['', '.', '..', 'a'.repeat(250), 'a b', 'a\n', 'ä', 'a/b', 'a:b'])('%j is refused', (name) => {
    expect(E.isLeft(parseTopicName(name))).toBe(true)
  })

  test.each(['...', 'a'.repeat(249), '__consumer_offsets', '-', '_'])('%j is legal', (name) => {
    expect(E.isRight(parseTopicName(name))).toBe(true)
  })
})

test('names collide where only "." and "_" differ', () => {
  expect(collisionKey('a.b_c')).toBe(collisionKey('a_b.c'))
  expect(collisionKey('a-b')).not.toBe(collisionKey('a_b'))
})
