import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { neighbours } from '#domain/compaction/neighbours'

const list = ['a', 'b', 'c', 'd'].map((name) => ({ name }))
const namesOf = (found: readonly { name: string }[] | null) => found?.map(({ name }) => name) ?? null

describe('segments that are to be replaced together', () => {
  test.each([['a'], ['b', 'c'], ['c', 'd'], ['a', 'b', 'c', 'd']])(
    'are found side by side: %s',
    (...names) => {
      expect(namesOf(neighbours(list, names))).toEqual(names)
    },
  )

  test.each([[], ['x'], ['a', 'c'], ['b', 'a'], ['d', 'e'], ['a', 'b', 'c', 'd', 'e'], ['a', 'a']])(
    'are not found otherwise: %s',
    (...names) => {
      expect(neighbours(list, names)).toBeNull()
    },
  )

  test.prop([fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 5 })])(
    'are found if their names stand in the list in one piece',
    (names) => {
      const isThere = names.length > 0 && 'abcd'.includes(names.join(''))
      expect(namesOf(neighbours(list, names))).toEqual(isThere ? names : null)
    },
  )
})
