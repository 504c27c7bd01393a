import { describe, expect, test } from 'vitest'
import { errorCode, errorMessage, failureCode } from '#adapters/kafka/error-codes'
import { OutcomeUnknown, StoreCorrupt, StoreFull, StoreUnavailable } from '#ports/store-errors'

const failures = [StoreUnavailable, OutcomeUnknown, StoreFull, StoreCorrupt].map(
  (Failure) => new Failure('x'),
)

describe('a failing store', () => {
  test.each([
    'partition',
    'topic-metadata',
    'topic-change',
    'producer-id',
    'group',
    'group-offsets',
  ] as const)('is never an unknown topic or an unknown error when asked for a %s', (asked) => {
    for (const failure of failures) expect([-1, 0, 3]).not.toContain(failureCode(asked, failure))
  })

  test('tells a producer whether its records may have been written', () => {
    expect(failureCode('partition', new StoreUnavailable('x'))).toBe(6)
    expect(failureCode('partition', new OutcomeUnknown('x'))).toBe(7)
    expect(failureCode('partition', new StoreFull('x'))).toBe(56)
  })

  test('sends members and who commits to look for the coordinator, with nothing that a Java heartbeat dies of', () => {
    for (const failure of failures) expect(failureCode('group', failure)).toBe(15)
  })

  test('is never COORDINATOR_NOT_AVAILABLE where Java before 3.9 fetches offsets', () => {
    for (const failure of failures) expect(failureCode('group-offsets', failure)).toBe(16)
  })

  test('is not what a bug is', () => {
    const bug = new TypeError('x is not a function')
    expect(() => failureCode('partition', bug)).toThrow(bug)
  })
})

test('a refusal says what it knows', () => {
  expect(errorCode({ kind: 'offset-out-of-range' })).toBe(1)
  expect(errorMessage({ kind: 'corrupt-batch', message: 'bad CRC' })).toBe('bad CRC')
  expect(errorMessage({ kind: 'partition-offline', reason: 'a gap' })).toBe('a gap')
  expect(errorMessage({ kind: 'timed-out' })).toBeNull()
})

test.each([
  ['group-dead', 15],
  ['not-coordinator', 16],
  ['illegal-generation', 22],
  ['inconsistent-group-protocol', 23],
  ['invalid-group-id', 24],
  ['unknown-member', 25],
  ['invalid-session-timeout', 26],
  ['rebalance-in-progress', 27],
  ['member-metadata-too-large', 42],
  ['non-empty-group', 68],
  ['group-not-found', 69],
  ['member-id-required', 79],
  ['group-full', 81],
  ['fenced-instance', 82],
  ['subscribed-to-topic', 86],
] as const)('a group that says %s is %i', (kind, code) => {
  expect(errorCode({ kind })).toBe(code)
})

test('a message that quotes a client is never longer than the wire allows', () => {
  const message = `Unknown config ${'ü'.repeat(40_000)}`
  expect(errorMessage({ kind: 'invalid-config', message })?.slice(0, 16)).toBe('Unknown config ü')
  expect(Buffer.byteLength(errorMessage({ kind: 'invalid-config', message }) ?? '')).toBeLessThan(5_000)
})
