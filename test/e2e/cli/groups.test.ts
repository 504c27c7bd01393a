import { describe, expect, test } from 'vitest'
import { rowsOf } from '#test/support/cli-shell'
import { cliBroker } from './broker.ts'

const { ok, json, refused, run } = cliBroker()

/** A topic of two partitions with three records each, and a group that has read them. */
const readBy = async (group: string, topic: string): Promise<void> => {
  await ok('topics', 'create', topic, '--partitions', '2')
  for (const partition of ['0', '1'])
    await run(['produce', topic, '--partition', partition], { input: 'a\nb\nc\n' })
  await ok('consume', topic, '--group', group)
}

const committed = async (group: string) => {
  const [{ partitions }] = await json('groups', 'describe', group)
  return partitions.map((each: { committed: number; end: number; lag: number }) => [
    each.committed,
    each.end,
    each.lag,
  ])
}

describe('consume --group', () => {
  test('reads to the end once, commits, and leaves', async () => {
    await ok('topics', 'create', 'shared', '--partitions', '2')
    await run(['produce', 'shared', '--partition', '0'], { input: 'a\nb\n' })
    const first = await run(['consume', 'shared', '--group', 'once', '--output', 'raw'])
    expect(first).toMatchObject({ code: 0, stdout: 'a\nb\n', stderr: 'once: 2 records, committed\n' })
    await ok('produce', 'shared', '--value', 'c', '--partition', '1')
    expect(await ok('consume', 'shared', '--group', 'once', '--output', 'raw')).toBe('c\n')
    expect(await ok('consume', 'shared', '--group', 'once', '--output', 'raw')).toBe('')
    expect(await json('groups', 'list')).toContainEqual(
      expect.objectContaining({ group: 'once', state: 'Empty', members: 0 }),
    )
  })

  test('commits what it has printed, and no more', async () => {
    await ok('topics', 'create', 'limited', '--partitions', '1')
    await run(['produce', 'limited'], { input: '1\n2\n3\n4\n' })
    const some = (max: string) => ok('consume', 'limited', '--group', 'few', '--output', 'raw', '--max', max)
    expect(await some('3')).toBe('1\n2\n3\n')
    expect(await committed('few')).toEqual([[3, 4, 1]])
    expect(await some('1')).toBe('4\n')
  })

  test('begins at the end where it is told to and nothing is committed', async () => {
    await ok('produce', 'late', '--value', 'before')
    expect(await ok('consume', 'late', '--group', 'late', '--from', 'latest')).toBe('')
  })

  test('is a member that is described, and leaves when it is interrupted', async () => {
    await ok('topics', 'create', 'watched', '--partitions', '2')
    await ok('produce', 'watched', '--value', 'x', '--partition', '0')
    const interrupt = new AbortController()
    const heard = Promise.withResolvers<void>()
    const following = run(['consume', 'watched', '--group', 'watchers', '--follow', '--output', 'raw'], {
      interrupt: interrupt.signal,
      onOut: () => heard.resolve(),
    })
    await heard.promise
    const [described] = await json('groups', 'describe', 'watchers')
    expect(described).toMatchObject({
      state: 'Stable',
      protocolType: 'consumer',
      coordinator: 0,
      members: [{ client: 'kedge', assigned: [{ topic: 'watched', partitions: [0, 1] }] }],
    })
    const text = await ok('groups', 'describe', 'watchers')
    expect(text).toMatch(/^watchers: Stable, consumer\/\S+, coordinator 0, 1 member\nMEMBER /)
    expect(text).toContain('watched:0,1')
    for (const argv of [
      ['groups', 'reset', 'watchers', '--to', 'earliest'],
      ['groups', 'reset', 'watchers', '--to', 'earliest', '--execute'],
    ])
      expect(await refused(...argv)).toContain(
        'it is Stable, with 1 member: stop them first (NON_EMPTY_GROUP)',
      )
    expect(await refused('groups', 'delete', 'watchers', '--yes')).toContain(
      'the group has members (NON_EMPTY_GROUP)',
    )
    interrupt.abort()
    expect(await following).toMatchObject({
      code: 0,
      stdout: 'x\n',
      stderr: 'watchers: 1 record, committed\n',
    })
    expect(await json('groups', 'describe', 'watchers')).toMatchObject([{ state: 'Empty', members: [] }])
  })
})

test('groups list has lag where it is asked for', async () => {
  await readBy('lagging', 'behind')
  await run(['produce', 'behind', '--partition', '1'], { input: 'd\ne\n' })
  expect(rowsOf(await ok('groups', 'list', '--lag'))).toContainEqual({
    GROUP: 'lagging',
    STATE: 'Empty',
    PROTOCOL: 'consumer',
    COORDINATOR: '0',
    MEMBERS: '0',
    LAG: '2',
  })
  expect(await json('groups', 'list')).toContainEqual(
    expect.not.objectContaining({ group: 'lagging', lag: expect.anything() }),
  )
})

describe('groups describe', () => {
  test('has committed offset, end and lag of each partition', async () => {
    await readBy('described', 'seen')
    await ok('produce', 'seen', '--value', 'd', '--partition', '1')
    const [head, ...rest] = (await ok('groups', 'describe', 'described')).split('\n')
    expect(head).toBe('described: Empty, consumer, coordinator 0, 0 members')
    expect(rowsOf(rest.join('\n'))).toEqual([
      { TOPIC: 'seen', PARTITION: '0', COMMITTED: '3', END: '3', LAG: '0', MEMBER: '-' },
      { TOPIC: 'seen', PARTITION: '1', COMMITTED: '3', END: '4', LAG: '1', MEMBER: '-' },
    ])
  })

  test('of one that is not there is refused, the others are described', async () => {
    await readBy('there', 'also-there')
    const { code, stdout, stderr } = await run(['groups', 'describe', 'nobody', 'there'])
    expect(code).toBe(1)
    expect(stdout).toContain('there: Empty')
    expect(stderr).toContain('group nobody: there is no such group (GROUP_ID_NOT_FOUND)')
  })
})

describe('groups reset', () => {
  test('shows what it would do, and does it with --execute', async () => {
    await readBy('reset', 'again')
    const dry = await run(['groups', 'reset', 'reset', '--to', 'earliest', '--topic', 'again:1'])
    expect(rowsOf(dry.stdout)).toEqual([{ TOPIC: 'again', PARTITION: '1', FROM: '3', TO: '0' }])
    expect(dry.stderr).toContain('nothing was committed')
    expect(await committed('reset')).toEqual([
      [3, 3, 0],
      [3, 3, 0],
    ])
    const done = await run([
      'groups',
      'reset',
      'reset',
      '--to',
      'earliest',
      '--topic',
      'again:1',
      '--execute',
    ])
    expect(done.stderr).toBe('committed 1 offset\n')
    expect(await committed('reset')).toEqual([
      [3, 3, 0],
      [0, 3, 3],
    ])
  })

  test.each<[readonly string[], readonly number[]]>([
    [
      ['--to', 'earliest'],
      [0, 0],
    ],
    [
      ['--to', 'latest'],
      [3, 3],
    ],
    [
      ['--to', '1'],
      [1, 1],
    ],
    [
      ['--to', '99'],
      [3, 3],
    ],
    [
      ['--to', '1h'],
      [0, 0],
    ],
    [
      ['--to', '2000-01-01T00:00:00Z'],
      [0, 0],
    ],
    [
      ['--to', '2100-01-01'],
      [3, 3],
    ],
    [
      ['--shift-by', '-1'],
      [2, 2],
    ],
    [
      ['--shift-by', '-99'],
      [0, 0],
    ],
    [['--shift-by=5'], [3, 3]],
  ])('%j', async (flags, expected) => {
    const name = `to-${flags.join('')}`.replaceAll(/[^a-z0-9-]/g, '')
    await readBy(name, name)
    const planned = await json('groups', 'reset', name, ...flags, '--execute')
    expect(planned.map(({ to }: { to: number }) => to)).toEqual(expected)
    expect((await committed(name)).map(([at]: number[]) => at)).toEqual(expected)
  })

  test('makes a group where a topic is named, and refuses where there is nothing to reset', async () => {
    await run(['produce', 'fresh'], { input: 'a\nb\n' })
    expect(await refused('groups', 'reset', 'new', '--to', 'earliest')).toContain('has committed nothing')
    expect(await refused('groups', 'reset', 'new', '--shift-by', '1', '--topic', 'fresh')).toContain(
      'nothing is committed that could be shifted',
    )
    expect(await refused('groups', 'reset', 'new', '--to', 'latest', '--topic', 'fresh:7')).toContain(
      'no partition 7',
    )
    await ok(
      'groups',
      'reset',
      'new',
      '--to',
      'latest',
      '--topic',
      'fresh',
      '--topic',
      'fresh:0',
      '--execute',
    )
    expect(await committed('new')).toEqual([[2, 2, 0]])
  })
})

test('groups delete', async () => {
  await readBy('deleted', 'left')
  expect(await ok('groups', 'delete', 'deleted', '--yes')).toBe('deleted deleted\n')
  expect(await refused('groups', 'describe', 'deleted')).toContain('(GROUP_ID_NOT_FOUND)')
  expect(await refused('groups', 'delete', 'deleted', '--yes')).toContain('(GROUP_ID_NOT_FOUND)')
})
