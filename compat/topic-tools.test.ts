import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { groupAdmin } from '../test/e2e/groups/admin.ts'
import { type GroupSite, openSite, sites } from '../test/e2e/groups/sites.ts'
import { consoleProducer, kafkaConfigs, tool } from './java.ts'

// kafka-topics --alter, kafka-leader-election, kafka-reassign-partitions and kafka-transactions describe-producers.

const TOPIC = 'operated'

describe.for(sites())('tools for the partitions of a topic, on %s', (name) => {
  let site: GroupSite
  let directory: string
  const at = () => ['--bootstrap-server', site.at()] as const
  const topics = (...args: readonly string[]) => tool('TopicCommand', ...at(), ...args)
  const reassign = (...args: readonly string[]) =>
    tool('reassign.ReassignPartitionsCommand', ...at(), ...args)
  const elect = (...args: readonly string[]) => tool('LeaderElectionCommand', ...at(), ...args)

  const leader = async () => Number(/Leader: (\d+)/.exec(await topics('--describe', '--topic', TOPIC))?.[1])

  beforeAll(async () => {
    site = await openSite[name]()
    directory = await mkdtemp(join(tmpdir(), 'kedge-reassign-'))
    await groupAdmin(site.at).createTopic(TOPIC, 2)
  })
  afterAll(async () => {
    await site?.stop()
    await rm(directory, { recursive: true, force: true })
  })

  test('kafka-topics --alter --partitions makes a topic larger, and says why not', async () => {
    await topics('--alter', '--topic', TOPIC, '--partitions', '4')
    const described = await topics('--describe', '--topic', TOPIC)
    expect(described).toContain('PartitionCount: 4')
    expect(described.match(/Partition: \d/g)).toEqual([0, 1, 2, 3].map((p) => `Partition: ${p}`))
    expect(await refusal(topics('--alter', '--topic', TOPIC, '--partitions', '3'))).toContain(
      `The topic ${TOPIC} currently has 4 partition(s); 3 would not be an increase.`,
    )
    expect(await refusal(topics('--alter', '--topic', TOPIC, '--partitions', '4'))).toContain(
      'Topic already has 4 partition(s).',
    )
    expect(await refusal(topics('--alter', '--topic', 'none', '--partitions', '4'))).toContain(
      "Topic 'none' does not exist",
    )
    await topics(
      '--alter',
      '--topic',
      TOPIC,
      '--partitions',
      '5',
      '--replica-assignment',
      Array(5)
        .fill(await leader())
        .join(),
    )
    // Records go where they could not go before.
    await groupAdmin(site.at).produce(TOPIC, 5, ['0', '1', '2', '3', '4'])
    const offsets = await tool('GetOffsetShell', ...at(), '--topic', TOPIC)
    expect(offsets.trim().split('\n').toSorted()).toEqual([0, 1, 2, 3, 4].map((p) => `${TOPIC}:${p}:1`))
  })

  test('kafka-leader-election finds that no leader is needed', async () => {
    const one = ['--topic', TOPIC, '--partition', '0']
    for (const type of ['preferred', 'unclean'])
      expect(await elect('--election-type', type, ...one)).toContain(
        `Valid replica already elected for partitions ${TOPIC}-0`,
      )
    await elect('--election-type', 'preferred', '--all-topic-partitions')
    expect(
      await refusal(elect('--election-type', 'preferred', '--topic', TOPIC, '--partition', '9')),
    ).toContain(`No such partition as ${TOPIC}-9`)
  })

  test('kafka-reassign-partitions lists none, verifies what is so, and has nothing to cancel', async () => {
    expect(await reassign('--list')).toContain('No partition reassignments found.')
    const broker = await leader()
    const file = join(directory, 'reassign.json')
    const partitions = [{ topic: TOPIC, partition: 0, replicas: [broker] }]
    await writeFile(file, JSON.stringify({ version: 1, partitions }))
    const verify = ['--verify', '--reassignment-json-file', file, '--preserve-throttles']
    expect(await reassign(...verify)).toContain(`Reassignment of partition ${TOPIC}-0 is completed.`)
    expect(await reassign('--cancel', '--reassignment-json-file', file, '--preserve-throttles')).toContain(
      'None of the specified partition reassignments are active.',
    )
  })

  test('kafka-reassign-partitions --execute leaves what is in place there, and --verify takes its throttles away', async () => {
    const broker = await leader()
    const file = join(directory, 'execute.json')
    const partitions = [0, 1].map((partition) => ({ topic: TOPIC, partition, replicas: [broker] }))
    await writeFile(file, JSON.stringify({ version: 1, partitions }))
    const throttled = ['--throttle', '1000000', '--replica-alter-log-dirs-throttle', '1000000']
    const executed = await reassign('--execute', '--reassignment-json-file', file, ...throttled)
    expect(executed).toContain(`Successfully started partition reassignments for ${TOPIC}-0,${TOPIC}-1`)
    const rates = ['leader.replication.throttled.rate', 'follower.replication.throttled.rate']
    const set = () =>
      kafkaConfigs(...at(), '--describe', '--entity-type', 'brokers', '--entity-name', `${broker}`)
    const before = await set()
    for (const rate of rates) expect(before).toContain(`${rate}=1000000`)
    const verified = await reassign('--verify', '--reassignment-json-file', file)
    for (const partition of [0, 1])
      expect(verified).toContain(`Reassignment of partition ${TOPIC}-${partition} is completed.`)
    expect(verified).toContain(`Clearing broker-level throttles on broker ${broker}`)
    expect(verified).toContain(`Clearing topic-level throttles on topic ${TOPIC}`)
    const after = await set()
    for (const rate of rates) expect(after).not.toContain(`${rate}=1000000`)
  })

  test('kafka-transactions describe-producers lists the idempotent producers of a partition', async () => {
    await groupAdmin(site.at).createTopic('produced', 1)
    const described = async () => {
      const told = await tool(
        'TransactionsCommand',
        ...at(),
        'describe-producers',
        '--topic',
        'produced',
        '--partition',
        '0',
      )
      const [head = '', ...rows] = told.trim().split('\n')
      const names = head.trim().split(/\s+/)
      return rows.map((row) =>
        Object.fromEntries(
          row
            .trim()
            .split(/\s+/)
            .map((cell, i) => [names[i], cell]),
        ),
      )
    }
    expect(await described()).toEqual([])
    await consoleProducer(site.at(), 'produced', ['a', 'b', 'c'])
    expect(await described()).toEqual([
      {
        ProducerId: expect.stringMatching(/^\d+$/),
        ProducerEpoch: '0',
        LatestCoordinatorEpoch: '-1',
        LastSequence: expect.stringMatching(/^\d+$/),
        LastTimestamp: expect.stringMatching(/^\d{13}$/),
        CurrentTransactionStartOffset: 'None',
      },
    ])
  })
})

/** What a tool that fails says. */
const refusal = async (running: Promise<string>): Promise<string> =>
  running.then(
    (told) => {
      throw new Error(`not refused: ${told}`)
    },
    (error: unknown) => String(error instanceof Error ? error.message : error),
  )
