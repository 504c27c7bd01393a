import { describe, expect, test } from 'vitest'
import { configure } from '#config'
import { readFlags } from '#config/flags'
import { E } from '#shared/fp'
import { faults, file } from '#test/support/configured'

describe('a file', () => {
  test.each(['*', '&', '!', '!!', '|', '>', '@', '%', '`', '"', "'", '[', '{', '}', '\t', 'a: ', '"\\q'])(
    'that holds a password after %j, which should stand in quotes, is not quoted by a fault',
    (start) => {
      const secret = 'hunter2'
      for (const text of [
        `${start}${secret}`,
        `${start}${secret} ${start}${secret}`,
        `${start} ${secret}: x`,
      ]) {
        const result = configure(readFlags([]), {}, file(`redis:\n  password: ${text}\n`))
        if (E.isLeft(result)) expect(JSON.stringify(result.left)).not.toContain(secret)
      }
    },
  )

  test.each([
    [
      'redis:\n  password: *hunter2\n',
      /begins with \*, &, ! or \| must stand in quotes at line 2, column 13$/,
    ],
    [
      'redis:\n  password: !hunter2\n',
      /begins with \*, &, ! or \| must stand in quotes .*at line 2, column 13$/,
    ],
    ['redis:\n  password: |hunter2\n', /must stand in quotes at line 2, column 14$/],
  ])('%j is refused with where it stands', (text, expected) => {
    expect(faults({ read: file(text) })).toEqual([expect.stringMatching(expected)])
  })
})
