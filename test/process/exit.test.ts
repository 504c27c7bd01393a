import { expect, test } from 'vitest'
import { DirectoryLocked, DirectoryUnusable, NewerFormat } from '#adapters/embedded/errors'
import { AccessRefused, StoreUnsuitable, storeError } from '#adapters/redis/errors'
import { OtherCluster } from '#application/cluster/catalog'
import { BrokerIdTaken } from '#application/cluster/membership'
import { OutcomeUnknown, StoreCorrupt, StoreFull, StoreUnavailable } from '#ports/store-errors'
import { exitCodeOfError, reasonOfError } from '#process/exit'

const withCode = (code: string) => Object.assign(new Error(code), { code })

test.each<[unknown, number]>([
  ['no error', 1],
  [new Error('of some kind'), 1],
  [new StoreUnavailable('away', { cause: withCode('ECONNREFUSED') }), 69],
  [new OutcomeUnknown('lost'), 69],
  [new OtherCluster('another'), 69],
  [withCode('EADDRINUSE'), 69],
  [new DirectoryLocked('in use'), 73],
  [new DirectoryUnusable('not a directory', { cause: withCode('ENOTDIR') }), 73],
  [new DirectoryUnusable('no room', { cause: withCode('ENOSPC') }), 74],
  [new StoreFull('full'), 74],
  [new StoreCorrupt('torn'), 74],
  [new OutcomeUnknown('a write failed', { cause: withCode('EIO') }), 74],
  [new DirectoryUnusable('not ours', { cause: withCode('EACCES') }), 77],
  [withCode('EACCES'), 77],
  [new StoreUnavailable('refused', { cause: new AccessRefused('WRONGPASS') }), 77],
  [storeError(new Error('NOPERM this user may not')), 77],
  [storeError(new Error('EXECABORT Transaction discarded because of: NOAUTH Authentication required.')), 77],
  [new BrokerIdTaken('taken'), 78],
  [new NewerFormat('newer'), 78],
  [new StoreUnsuitable('evicts'), 78],
  [withCode('EADDRNOTAVAIL'), 78],
  [withCode('ENOTFOUND'), 78],
])('%s ends the process with %i', (error, code) => {
  expect(exitCodeOfError(error)).toBe(code)
})

test('a reason is told once, with what is behind it', () => {
  const cause = new Error('EACCES: permission denied')
  expect(reasonOfError(new Error('./data cannot be used', { cause }))).toBe(
    './data cannot be used: EACCES: permission denied',
  )
  expect(reasonOfError(new Error('Redis: WRONGPASS', { cause: new Error('WRONGPASS') }))).toBe(
    'Redis: WRONGPASS',
  )
  expect(reasonOfError('thrown')).toBe('thrown')
})

test('an error that is its own cause comes to an end', () => {
  const error = new Error('x')
  error.cause = error
  expect([exitCodeOfError(error), reasonOfError(error)]).toEqual([1, 'x'])
})
