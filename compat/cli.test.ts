import { randomUUID } from 'node:crypto'
import { Consumer } from '@platformatic/kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runKedge } from '#test/support/cli-shell'
import { type GroupSite, openSite } from '../test/e2e/groups/sites.ts'

// The commands of `kedge` on Apache Kafka and on Kedge: each must do the same there.

describe.for(['kafka', 'embedded'] as const)('kedge as a client of %s', (name) => {
  let site: GroupSite
  beforeAll(async () => {
    site = await openSite[name]()
  })
  afterAll(async () => {
    await site?.stop()
  })
  const run = (argv: readonly string[], input?: string) =>
    runKedge(argv, { env: { KEDGE_BOOTSTRAP: site.at() }, ...(input === undefined ? {} : { input }) })
  const ok = async (argv: readonly string[], input?: string): Promise<string> => {
    const { code, stdout, stderr } = await run(argv, input)
    if (code !== 0) throw new Error(`kedge ${argv.join(' ')} ended with ${code}: ${stderr}`)
    return stdout
  }
  const json = async (...argv: readonly string[]) => JSON.parse(await ok([...argv, '--output', 'json']))

  test('topics are created, listed, described, altered and deleted', async () => {
    const topic = `t-${randomUUID()}`
    const made = ['--partitions', '3', '--config', 'retention.ms=60000']
    expect(await ok(['topics', 'create', topic, ...made])).toBe(
      `created ${topic}: 3 partitions, replication factor 1\n`,
    )
    expect((await run(['topics', 'create', topic])).stderr).toContain('(TOPIC_ALREADY_EXISTS)')
    expect(await json('topics', 'list')).toContainEqual({
      topic,
      partitions: 3,
      replicationFactor: 1,
      internal: false,
    })
    await ok(['produce', topic, '--partition', '2', '--value', 'x'])
    const broker = expect.any(Number)
    const partition = { leader: broker, replicas: [broker], isr: [broker], start: 0, bytes: broker }
    expect(await json('topics', 'describe', topic)).toMatchObject([
      {
        configs: [{ name: 'retention.ms', value: '60000' }],
        partitions: [
          { partition: 0, end: 0, ...partition },
          { partition: 1, end: 0, ...partition },
          { partition: 2, end: 1, ...partition },
        ],
      },
    ])
    await ok([
      'topics',
      'alter',
      topic,
      '--config',
      'max.message.bytes=2000',
      '--delete-config',
      'retention.ms',
      '--partitions',
      '4',
    ])
    const [{ configs, partitions }] = await json('topics', 'describe', topic)
    expect(configs).toEqual([{ name: 'max.message.bytes', value: '2000' }])
    expect(partitions).toHaveLength(4)
    expect((await run(['topics', 'alter', topic, '--config', 'max.message.bytes=x'])).stderr).toContain(
      '(INVALID_CONFIG)',
    )
    await ok(['topics', 'delete', topic, '--yes'])
    await expect
      .poll(async () => (await run(['topics', 'describe', topic])).stderr)
      .toContain('(UNKNOWN_TOPIC_OR_PARTITION)')
  })

  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])(
    'records go and come, compressed by %s',
    async (codec) => {
      const topic = `r-${randomUUID()}`
      await ok(['topics', 'create', topic, '--partitions', '3'])
      const input = Array.from({ length: 3_000 }, (_, n) => `key-${n}=value ${n} of many\n`).join('')
      const flags = ['--key-separator', '=', '--header', 'h=1', '--compression', codec]
      expect(await ok(['produce', topic, ...flags], input)).toContain(`${topic}: 3000 records`)
      const text = await ok(['consume', topic, '--output', 'raw', '--key-separator', '='])
      expect(text.split('\n').toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
        input.split('\n').toSorted((a, b) => (a < b ? -1 : 1)),
      )
      const [one] = (await ok(['consume', topic, '--output', 'json', '--max', '1'])).split('\n')
      expect(JSON.parse(one ?? '')).toMatchObject({ topic, offset: 0, headers: [{ key: 'h', value: '1' }] })
    },
  )

  test('a topic that is not there is made by a produce', async () => {
    const topic = `auto-${randomUUID()}`
    await ok(['produce', topic, '--value', 'x', '--acks', '1'])
    expect(await ok(['consume', topic, '--output', 'raw'])).toBe('x\n')
  })

  test('a group reads, is described, reset, and deleted', async () => {
    const [topic, group] = [`g-${randomUUID()}`, `g-${randomUUID()}`]
    await ok(['topics', 'create', topic, '--partitions', '1'])
    await ok(['produce', topic], 'a\nb\nc\n')
    const read = () => ok(['consume', topic, '--group', group, '--output', 'raw'])
    expect(await read()).toBe('a\nb\nc\n')
    expect(await read()).toBe('')
    expect(await json('groups', 'list', '--lag')).toContainEqual(
      expect.objectContaining({ group, state: 'Empty', protocolType: 'consumer', members: 0, lag: 0 }),
    )
    expect(await json('groups', 'describe', group)).toMatchObject([
      {
        group,
        state: 'Empty',
        members: [],
        partitions: [{ topic, partition: 0, committed: 3, end: 3, lag: 0 }],
      },
    ])
    const planned = [{ topic, partition: 0, from: 3, to: 1 }]
    expect(await json('groups', 'reset', group, '--shift-by', '-2')).toEqual(planned)
    expect(await json('groups', 'reset', group, '--to', '1', '--execute')).toEqual(planned)
    expect(await read()).toBe('b\nc\n')
    await ok(['groups', 'delete', group, '--yes'])
    expect((await run(['groups', 'describe', group])).stderr).toContain('(GROUP_ID_NOT_FOUND)')
  })

  test('a group that reads is described with its member, and cannot be reset or deleted', async () => {
    const [topic, group] = [`w-${randomUUID()}`, `w-${randomUUID()}`]
    await ok(['topics', 'create', topic, '--partitions', '2'])
    await ok(['produce', topic, '--value', 'x'])
    const interrupt = new AbortController()
    const heard = Promise.withResolvers<void>()
    const following = runKedge(['consume', topic, '--group', group, '--follow', '--output', 'raw'], {
      env: { KEDGE_BOOTSTRAP: site.at() },
      interrupt: interrupt.signal,
      onOut: () => heard.resolve(),
    })
    await heard.promise
    expect(await json('groups', 'describe', group)).toMatchObject([
      { state: 'Stable', members: [{ client: 'kedge', assigned: [{ topic, partitions: [0, 1] }] }] },
    ])
    const refusals = [
      await run(['groups', 'reset', group, '--to', 'earliest', '--execute']),
      await run(['groups', 'delete', group, '--yes']),
    ]
    for (const { code, stderr } of refusals)
      expect([code, stderr]).toEqual([1, expect.stringContaining('(NON_EMPTY_GROUP)')])
    interrupt.abort()
    expect(await following).toMatchObject({ code: 0, stdout: 'x\n' })
    expect(await json('groups', 'describe', group)).toMatchObject([{ state: 'Empty' }])
  })

  test('it is healthy', async () => {
    expect(await ok(['health', '--kafka'])).toMatch(/^healthy: cluster \S+, 1 broker\n$/)
  })

  // Kedge has no groups of that protocol.
  if (name === 'kafka')
    test('a group of the new protocol is told by its offsets (KIP-848)', async () => {
      const [topic, group] = [`n-${randomUUID()}`, `n-${randomUUID()}`]
      await ok(['topics', 'create', topic, '--partitions', '1'])
      await ok(['produce', topic, '--value', 'x'])
      const member = new Consumer({
        clientId: 'new',
        groupId: group,
        bootstrapBrokers: [site.at()],
        groupProtocol: 'consumer',
      })
      try {
        const stream = await member.consume({ topics: [topic], mode: 'earliest', autocommit: false })
        for await (const message of stream) {
          await message.commit()
          break
        }
        expect(await json('groups', 'list')).toContainEqual(
          expect.objectContaining({ group, state: 'Stable', type: 'consumer', members: null }),
        )
        expect(await json('groups', 'describe', group)).toMatchObject([
          { state: 'Stable', members: null, partitions: [{ topic, committed: 1, lag: 0 }] },
        ])
        expect((await run(['groups', 'reset', group, '--to', 'earliest'])).stderr).toContain(
          '(NON_EMPTY_GROUP)',
        )
      } finally {
        await member.close(true)
      }
    })
})
