import { expect, test } from 'vitest'
import { configure } from '#config'
import { readFlags } from '#config/flags'
import { secretsOf } from '#process/secrets'
import { E } from '#shared/fp'

const secretsWith = (store: string, more: Readonly<Record<string, unknown>> = {}) => {
  const configured = configure(readFlags(['--store', store]), {}, () => ({ kind: 'absent' }))
  if (E.isLeft(configured)) throw new Error('these flags are sound')
  return secretsOf({ ...configured.right.settings, ...more })
}

test.each([
  ['memory:', []],
  ['redis://localhost', []],
  ['redis://:p%40ss@localhost', ['p%40ss', 'p@ss']],
  ['rediss://user:plain@localhost/1', ['plain']],
  ['redis://:50%@localhost', ['50%']],
  ['redis://localhost?password=asked', ['asked']],
])('of the store %s are %o', (store, secrets) => {
  expect(secretsWith(store)).toEqual(secrets)
})

test('are whatever is called one', () => {
  expect(
    secretsWith('memory:', { redisPassword: 'one', clientSecret: 'two', otherPassword: undefined }),
  ).toEqual(['one', 'two'])
})
