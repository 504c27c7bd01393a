import { describe, expect, test } from 'vitest'
import { configure } from '#config'
import { readFlags } from '#config/flags'
import { secretsOf } from '#process/secrets'
import { E } from '#shared/fp'

const secretsWith = (flags: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const configuration = configure(readFlags(flags), env, () => ({ kind: 'absent' }))
  if (E.isLeft(configuration)) throw new Error('settings with faults')
  return secretsOf(configuration.right.settings)
}

describe('what no line may show', () => {
  test('is the password of an address, as it is written and as it is meant', () => {
    expect(secretsWith(['--store', 'redis://:pa%2Fss@localhost'])).toEqual(['pa%2Fss', 'pa/ss'])
  })

  test('and that of a setting of its own, as an address would have it, too', () => {
    expect(secretsWith(['--store', 'redis://localhost'], { KEDGE_REDIS_PASSWORD: 'a b' })).toEqual([
      'a b',
      'a%20b',
    ])
  })

  test('and nothing where there is none', () => {
    expect(secretsWith(['--store', 'redis://localhost'])).toEqual([])
  })
})
