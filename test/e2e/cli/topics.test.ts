import { describe, expect, test } from 'vitest'
import { rowsOf } from '#test/support/cli-shell'
import { cliBroker } from './broker.ts'

const { ok, json, refused, run } = cliBroker('--num-partitions', '2')

describe('topics create', () => {
  test('says what was created, with configs', async () => {
    const config = ['--config', 'retention.ms=60000', '--config', 'cleanup.policy=compact']
    expect(
      await ok('topics', 'create', 'made', '--partitions', '3', '--replication-factor', '1', ...config),
    ).toBe('created made: 3 partitions, replication factor 1\n')
    expect(await json('topics', 'describe', 'made')).toMatchObject([
      {
        topic: 'made',
        configs: expect.arrayContaining([
          { name: 'retention.ms', value: '60000' },
          { name: 'cleanup.policy', value: 'compact' },
        ]),
        partitions: [0, 1, 2].map((partition) => ({ partition, leader: 0, start: 0, end: 0, bytes: 0 })),
      },
    ])
  })

  test('leaves to the broker what is not said', async () => {
    expect(await ok('topics', 'create', 'chosen')).toContain('created chosen: 2 partitions')
  })

  test('of one that exists is refused, unless it may', async () => {
    await ok('topics', 'create', 'twice')
    expect(await refused('topics', 'create', 'twice')).toContain('(TOPIC_ALREADY_EXISTS)')
    expect(await ok('topics', 'create', 'twice', '--if-not-exists')).toBe('twice exists already\n')
  })

  test('creates the others where one is refused', async () => {
    const { code, stdout, stderr } = await run([
      'topics',
      'create',
      'good',
      'bad/name',
      'fine',
      '--output',
      'json',
    ])
    expect(code).toBe(1)
    expect(stderr).toContain('(INVALID_TOPIC_EXCEPTION)')
    expect(JSON.parse(stdout)).toMatchObject([
      { topic: 'good', created: true, partitions: 2 },
      { topic: 'fine' },
    ])
  })

  test('tells of a config that cannot be', async () => {
    expect(await refused('topics', 'create', 'odd', '--config', 'retention.ms=soon')).toContain(
      '(INVALID_CONFIG)',
    )
  })
})

test('topics list', async () => {
  await ok('topics', 'create', 'listed', '--partitions', '4')
  const rows = rowsOf(await ok('topics', 'list'))
  expect(rows).toContainEqual({ TOPIC: 'listed', PARTITIONS: '4', REPLICATION: '1' })
  const names = rows.map(({ TOPIC = '' }) => TOPIC)
  expect(names).toEqual(names.toSorted((one, other) => (one < other ? -1 : 1)))
  expect(await json('topics', 'list', '--internal')).toContainEqual({
    topic: 'listed',
    partitions: 4,
    replicationFactor: 1,
    internal: false,
  })
})

describe('topics describe', () => {
  test('has offsets and sizes', async () => {
    await ok('topics', 'create', 'filled', '--partitions', '1', '--config', 'max.message.bytes=5000')
    await ok('produce', 'filled', '--value', 'x'.repeat(2000))
    const [head, config, ...rest] = (await ok('topics', 'describe', 'filled')).split('\n')
    expect([head, config]).toEqual(['filled: 1 partition', '  max.message.bytes=5000'])
    expect(rowsOf(rest.join('\n'))).toEqual([
      { PARTITION: '0', LEADER: '0', REPLICAS: '0', 'IN SYNC': '0', START: '0', END: '1', SIZE: '2.0 KiB' },
    ])
  })

  test('of all, and of one that is not there', async () => {
    await ok('topics', 'create', 'one-of-all')
    const all = await json('topics', 'describe')
    expect(all).toContainEqual(expect.objectContaining({ topic: 'one-of-all' }))
    expect(await refused('topics', 'describe', 'nowhere')).toContain(
      'kedge: topic nowhere: there is no such topic or partition (UNKNOWN_TOPIC_OR_PARTITION)',
    )
  })
})

test('topics alter', async () => {
  await ok('topics', 'create', 'altered', '--config', 'segment.ms=90000')
  const changes = ['--config', 'retention.ms=70000', '--delete-config', 'segment.ms', '--partitions', '5']
  expect(await ok('topics', 'alter', 'altered', ...changes)).toBe(
    'altered: retention.ms=70000\naltered: segment.ms is the default again\naltered: 5 partitions\n',
  )
  const [{ configs, partitions }] = await json('topics', 'describe', 'altered')
  expect(configs).toEqual([{ name: 'retention.ms', value: '70000' }])
  expect(partitions).toHaveLength(5)
  expect(await refused('topics', 'alter', 'altered', '--partitions', '4')).toContain('(INVALID_PARTITIONS)')
  expect(await refused('topics', 'alter', 'altered', '--config', 'no.such=1')).toContain('(INVALID_CONFIG)')
  expect(await refused('topics', 'alter', 'nowhere', '--partitions', '4')).toContain('no such topic')
})

describe('topics delete', () => {
  test('without being asked', async () => {
    await ok('topics', 'create', 'gone', 'gone-too')
    expect(await ok('topics', 'delete', 'gone', 'gone-too', '--yes')).toBe('deleted gone\ndeleted gone-too\n')
    expect(await refused('topics', 'delete', 'gone', '--yes')).toContain('(UNKNOWN_TOPIC_OR_PARTITION)')
    expect(await ok('topics', 'delete', 'gone', '--yes', '--if-exists')).toBe('there is no gone\n')
  })

  test('asks who sits there', async () => {
    await ok('topics', 'create', 'asked')
    const kept = await run(['topics', 'delete', 'asked'], { answer: 'n' })
    expect(kept).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('delete asked with all records? [y/N]'),
    })
    expect(await ok('topics', 'list')).toContain('asked')
    expect(await run(['topics', 'delete', 'asked'], { answer: 'yes' })).toMatchObject({ code: 0 })
    expect(await ok('topics', 'list')).not.toContain('asked')
  })

  test('takes names as they are', async () => {
    await ok('topics', 'create', 'pattern-1')
    await refused('topics', 'delete', 'pattern-*', '--yes')
    expect(await ok('topics', 'list')).toContain('pattern-1')
  })
})
