import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { kcatClient } from '../test/e2e/clients/kcat.ts'
import { cleanerFlags } from '../test/e2e/compacted-topic.ts'
import { groupAdmin } from '../test/e2e/groups/admin.ts'
import { type GroupSite, openSite, sites } from '../test/e2e/groups/sites.ts'
import { type ConnectWorker, connectWorker, storageTopics } from './connect.ts'
import { kafkaConfigs, tool } from './java.ts'

// Kafka Connect distributed: lines of a file go into a topic and from there into another file.

const TOPIC = 'lines'
/** What the worker remembers is compacted again and again while it works. */
const compactedAtOnce = Object.fromEntries([
  ['offset.storage.partitions', '1'],
  ...Object.keys(storageTopics).flatMap((kind) => [
    [`${kind}.storage.segment.ms`, '100'],
    [`${kind}.storage.min.cleanable.dirty.ratio`, '0'],
  ]),
])

describe.for(sites())('Kafka Connect on %s', (name) => {
  let site: GroupSite
  let directory: string
  let worker: ConnectWorker | null = null
  const written: string[] = []
  const from = () => join(directory, 'from.txt')
  const to = () => join(directory, 'to.txt')

  const start = async () => {
    worker = await connectWorker(site.at(), directory, compactedAtOnce)
    return worker
  }
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kedge-connect-'))
    site = await openSite[name](cleanerFlags)
    await groupAdmin(site.at).createTopic(TOPIC, 1)
    await appendFile(from(), '')
  })
  afterAll(async () => {
    await worker?.kill9()
    await site?.stop()
    await rm(directory, { recursive: true, force: true })
  })

  const write = async (what: string) => {
    const lines = Array.from({ length: 50 }, (_, i) => `${what} ${i}`)
    written.push(...lines)
    await appendFile(from(), lines.map((line) => `${line}\n`).join(''))
  }
  /** What came out; it is at least once, so what comes again is left out. */
  const arrived = () =>
    eventually('all lines have arrived', async () => {
      const lines = (await readFile(to(), 'utf8').catch(() => '')).split('\n').slice(0, -1)
      return new Set(lines).size >= written.length ? [...new Set(lines)] : undefined
    })
  const running = (all: ConnectWorker) =>
    Promise.all(
      ['source', 'sink'].map((connector) =>
        eventually(`${connector} and its task run`, async () => {
          const states = await all.states(connector)
          return states?.length === 2 && states.every((state) => state === 'RUNNING') ? true : undefined
        }),
      ),
    )

  test('brings lines from one file to another', async () => {
    const first = await start()
    await first.connector('source', {
      'connector.class': 'org.apache.kafka.connect.file.FileStreamSourceConnector',
      file: from(),
      topic: TOPIC,
    })
    await first.connector('sink', {
      'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector',
      file: to(),
      topics: TOPIC,
    })
    await write('first')
    expect(await arrived()).toEqual(written)
    await running(first)
    for (const topic of Object.values(storageTopics))
      expect(
        await kafkaConfigs(
          '--bootstrap-server',
          site.at(),
          '--describe',
          '--entity-type',
          'topics',
          '--entity-name',
          topic,
        ),
      ).toContain('cleanup.policy=compact')
  })

  test('goes on when the brokers and their store were stopped and are there again', async () => {
    await site.restart()
    await write('after the brokers')
    expect(await arrived()).toEqual(written)
  })

  test('a worker that is started again knows its connectors, and where they were', async () => {
    await worker?.stop()
    await write('while it was away')
    const second = await start()
    await running(second)
    expect(await arrived()).toEqual(written)
    await write('at last')
    expect(await arrived()).toEqual(written)
    // Had it not known where it was, all lines would be in the topic again.
    const end = await tool('GetOffsetShell', '--bootstrap-server', site.at(), '--topic', TOPIC)
    expect(end.trim()).toBe(`${TOPIC}:0:${written.length}`)
  })

  test('what it remembers is compacted while it works', async () => {
    const position = JSON.stringify({ position: written.join('\n').length + 1 })
    const left = await eventually('old offsets are gone', async () => {
      const all = await kcatClient.read(site.at(), storageTopics.offset, 0)
      // The last is never compacted, and so is not what it takes the place of.
      return all.length <= 2 && all.at(-1)?.value === position ? all : undefined
    })
    expect(left.at(-1)?.offset).toBeGreaterThan(1)
    expect(new Set(left.map(({ key }) => key)).size).toBe(1)
  })
})
