import { describe, expect, test } from 'vitest'
import { configured, file } from '#test/support/configured'

describe('a store', () => {
  const read = file('store: redis://:hunter2@prod\n')

  test('that wins over another one is told of, without what they are', () => {
    expect(configured({ read, env: { KEDGE_STORE: 'embedded:/data' } }).warnings).toEqual([
      'kedge.yaml: store: not used, as KEDGE_STORE names another store',
    ])
    expect(
      configured({ read, env: { KEDGE_REDIS_URI: 'redis://b' }, args: ['--store=memory'] }).warnings,
    ).toEqual([
      'KEDGE_REDIS_URI: is called KEDGE_STORE here',
      'KEDGE_REDIS_URI: not used, as --store names another store',
      'kedge.yaml: store: not used, as --store names another store',
    ])
  })

  test('that is named twice is no doubt', () => {
    expect(configured({ read, env: { KEDGE_STORE: 'redis://:hunter2@prod' } }).warnings).toEqual([])
  })
})
