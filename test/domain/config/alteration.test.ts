import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { altered, type ConfigChange } from '#domain/config/alteration'
import {
  type ConfigResource,
  differenceOf,
  nothingSet,
  setOf,
  withDifference,
} from '#domain/config/set-configs'
import { E } from '#shared/fp'

const topic: ConfigResource = { type: 'topic', name: 'a' }
const brokers: ConfigResource = { type: 'broker', name: '' }

const change = (operation: ConfigChange['operation'], name: string, value: string | null): ConfigChange => ({
  operation,
  name,
  value,
})
const alter = (before: Readonly<Record<string, string>>, ...changes: readonly ConfigChange[]) => {
  const outcome = altered(topic, new Map(Object.entries(before)), changes)
  return E.isLeft(outcome) ? outcome.left : Object.fromEntries(outcome.right)
}

describe('a change', () => {
  test('sets, replaces and takes away', () => {
    const before = { 'retention.ms': '1', 'segment.ms': '2' }
    expect(
      alter(
        before,
        change('set', 'retention.ms', '3'),
        change('delete', 'segment.ms', null),
        change('set', 'flush.ms', '4'),
      ),
    ).toEqual({ 'retention.ms': '3', 'flush.ms': '4' })
  })

  test.each([
    ['append', {}, 'compact', 'delete,compact'],
    ['append', { 'cleanup.policy': 'compact' }, 'delete', 'compact,delete'],
    ['append', { 'cleanup.policy': 'compact' }, 'compact,delete', 'compact,delete'],
    ['append', { 'cleanup.policy': '' }, 'compact', 'compact'],
    ['subtract', { 'cleanup.policy': 'compact,delete' }, 'delete', 'compact'],
    ['subtract', { 'cleanup.policy': 'compact' }, 'delete', 'compact'],
    ['subtract', {}, 'delete', ''],
  ] as const)('may %s: of %o, %s', (operation, before, value, after) => {
    expect(alter(before, change(operation, 'cleanup.policy', value))).toEqual({ 'cleanup.policy': after })
  })

  test('takes away what is not set, or not known, without a word', () => {
    expect(alter({}, change('delete', 'retention.ms', null), change('delete', 'no.such', null))).toEqual({})
  })

  test('of a number can only be set', () => {
    for (const operation of ['append', 'subtract'] as const)
      expect(alter({}, change(operation, 'retention.ms', '1'))).toEqual({
        kind: 'invalid-config',
        message: `Can't ${operation.toUpperCase()} to key retention.ms because its type is not LIST.`,
      })
  })

  test('is named once', () => {
    const twice = [
      change('append', 'cleanup.policy', 'compact'),
      change('subtract', 'cleanup.policy', 'delete'),
    ]
    expect(alter({}, ...twice)).toEqual({
      kind: 'invalid-request',
      message: 'Error due to duplicate config keys',
    })
  })

  test.each(['set', 'append', 'subtract'] as const)('needs a value to %s', (operation) => {
    expect(alter({}, change(operation, 'cleanup.policy', null))).toEqual({
      kind: 'invalid-request',
      message: 'Null value not supported for : cleanup.policy',
    })
  })

  test('leaves alone what an earlier version has taken and this one would not', () => {
    const before = {
      'compression.gzip.level': '0',
      'no.such': 'x',
      'min.compaction.lag.ms': '9',
      'max.compaction.lag.ms': '5',
    }
    const other = change('set', 'retention.ms', '1')
    expect(alter(before, other)).toEqual({ ...before, 'retention.ms': '1' })
    for (const [name, value] of [
      ['compression.gzip.level', '10'],
      ['no.such', 'y'],
      ['max.compaction.lag.ms', '6'],
    ] as const)
      expect(alter(before, other, change('set', name, value))).toMatchObject({ kind: 'invalid-config' })
    const mended = alter(before, change('set', 'compression.gzip.level', '9'))
    expect(mended).toEqual({ ...before, 'compression.gzip.level': '9' })
    expect(alter(before, change('delete', 'min.compaction.lag.ms', null))).not.toHaveProperty('kind')
  })

  test('of a broker leaves alone what cannot be changed there', () => {
    const before = new Map([['num.partitions', '3']])
    const threads = change('set', 'log.cleaner.threads', '2')
    expect(altered({ type: 'broker', name: '1' }, before, [threads])).toEqual(
      E.right(new Map([...before, ['log.cleaner.threads', '2']])),
    )
    expect(
      altered({ type: 'broker', name: '1' }, before, [change('set', 'num.partitions', '4')]),
    ).toMatchObject(E.left({ kind: 'invalid-request' }))
  })

  test('is refused with all others', () => {
    expect(alter({}, change('set', 'flush.ms', '4'), change('set', 'retention.ms', '-2'))).toMatchObject({
      kind: 'invalid-config',
    })
  })
})

const some = fc.dictionary(
  fc.constantFrom('retention.ms', 'segment.ms', 'flush.ms', 'cleanup.policy'),
  fc.constantFrom('1', '2'),
)
const values = some.map((record) => new Map(Object.entries(record)))

test.prop([values, values])(
  'the difference between two makes the one of the other, and is null for the same',
  (one, other) => {
    const owner = { type: 'topic', key: 'id' } as const
    const before = withDifference(nothingSet, owner, Object.fromEntries(one))
    const difference = differenceOf(one, other)
    const isSame = one.size === other.size && [...one].every(([name, value]) => other.get(name) === value)
    expect(difference === null).toBe(isSame)
    const after = withDifference(before, owner, difference ?? {})
    expect(setOf(after, owner)).toEqual(other)
    expect(after.topic.size).toBe(other.size === 0 ? 0 : 1)
  },
)

const lists = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'))
test.prop([lists, lists])(
  'what is appended and subtracted again leaves the rest of the list',
  (items, more) => {
    const before = new Map([['metric.reporters', items.join(',')]])
    const changed = (operation: ConfigChange['operation'], from: ReadonlyMap<string, string>) => {
      const outcome = altered(brokers, from, [change(operation, 'metric.reporters', more.join(','))])
      if (E.isLeft(outcome)) throw new Error(outcome.left.message)
      return outcome.right
    }
    const itemsIn = (text = '') => (text === '' ? [] : text.split(','))
    const appended = changed('append', before)
    expect(new Set(itemsIn(appended.get('metric.reporters')))).toEqual(new Set([...items, ...more]))
    expect(itemsIn(changed('subtract', appended).get('metric.reporters'))).toEqual(
      items.filter((item) => !more.includes(item)),
    )
  },
)
