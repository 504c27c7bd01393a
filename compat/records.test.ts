import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { groupAdmin } from '../test/e2e/groups/admin.ts'
import { type GroupSite, openSite, sites } from '../test/e2e/groups/sites.ts'
import { tool } from './java.ts'

// kafka-delete-records.sh, kafka-get-offsets.sh and kafka-log-dirs.sh, in the order in which an operator uses them.

const TOPIC = 'aged'
const PARTITIONS = 3
const EACH = 20

describe.for(sites())('records come and go on %s', (name) => {
  let site: GroupSite
  let directory: string
  const at = () => ['--bootstrap-server', site.at()]

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kedge-compat-'))
    site = await openSite[name]()
    const admin = groupAdmin(site.at)
    for (const topic of [TOPIC, 'other']) await admin.createTopic(topic, PARTITIONS)
    const values = Array.from({ length: PARTITIONS * EACH }, (_, i) => `value ${i}`)
    await admin.produce(TOPIC, PARTITIONS, values)
  })
  afterAll(async () => {
    await site?.stop()
    await rm(directory, { recursive: true, force: true })
  })

  const offsets = async (time: string, topic = TOPIC): Promise<readonly string[]> =>
    (await tool('GetOffsetShell', ...at(), '--topic', topic, '--time', time)).trim().split('\n').toSorted()

  const remove = async (...partitions: readonly (readonly [partition: number, offset: number])[]) => {
    const file = join(directory, 'offsets.json')
    const all = partitions.map(([partition, offset]) => ({ topic: TOPIC, partition, offset }))
    await writeFile(file, JSON.stringify({ partitions: all, version: 1 }))
    return (await tool('DeleteRecordsCommand', ...at(), '--offset-json-file', file)).split('\n')
  }

  const sizes = async (...args: readonly string[]) => {
    const told = (await tool('LogDirsCommand', ...at(), '--describe', ...args)).split('\n')
    const json = told.find((line) => line.startsWith('{')) ?? ''
    const { brokers }: Told = JSON.parse(json)
    const directories = brokers.flatMap(({ logDirs }) => logDirs)
    const partitions = directories.flatMap((each) => each.partitions)
    return { directories, of: new Map(partitions.map((each) => [each.partition, each])) }
  }

  test('kafka-get-offsets tells where the partitions begin and end', async () => {
    expect(await offsets('latest')).toEqual([0, 1, 2].map((partition) => `${TOPIC}:${partition}:${EACH}`))
    expect(await offsets('earliest')).toEqual([0, 1, 2].map((partition) => `${TOPIC}:${partition}:0`))
    expect(await offsets('max-timestamp')).toHaveLength(PARTITIONS)
  })

  test('kafka-log-dirs tells one absolute directory, and the size of each partition once', async () => {
    const { directories, of } = await sizes('--topic-list', `${TOPIC},other`)
    expect(directories).toHaveLength(1)
    expect(directories[0]).toMatchObject({ error: null, logDir: expect.stringMatching(/^\//) })
    expect([...of.keys()].toSorted()).toEqual(
      [TOPIC, 'other'].flatMap((topic) => [0, 1, 2].map((partition) => `${topic}-${partition}`)),
    )
    // 20 records of some 16 bytes each, with the header of a batch or of several.
    for (const partition of [0, 1, 2]) {
      expect(of.get(`${TOPIC}-${partition}`)?.size).toBeGreaterThan(61 + EACH * 10)
      expect(of.get(`other-${partition}`)).toMatchObject({ size: 0, offsetLag: 0, isFuture: false })
    }
    expect((await sizes()).of.size).toBeGreaterThanOrEqual(2 * PARTITIONS)
  })

  test('kafka-delete-records moves where they begin, and tells it', async () => {
    const told = await remove([0, 7], [1, -1])
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`${TOPIC}-0\\s+low_watermark: 7$`)))
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`${TOPIC}-1\\s+low_watermark: ${EACH}$`)))
    expect(await offsets('earliest')).toEqual([`${TOPIC}:0:7`, `${TOPIC}:1:${EACH}`, `${TOPIC}:2:0`])
    expect(await offsets('latest')).toEqual([0, 1, 2].map((partition) => `${TOPIC}:${partition}:${EACH}`))
  })

  test('what is not there cannot be deleted, and nothing begins earlier again', async () => {
    const told = await remove([0, 3], [2, EACH + 1])
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`${TOPIC}-0\\s+low_watermark: 7$`)))
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`${TOPIC}-2\\s+error: .*OffsetOutOfRange`)))
    expect(await offsets('earliest')).toEqual([`${TOPIC}:0:7`, `${TOPIC}:1:${EACH}`, `${TOPIC}:2:0`])
  })

  test('a time before all of them is that of the first that is left; of none there is none', async () => {
    expect((await offsets('1')).filter((line) => !line.endsWith(':1:'))).toEqual([
      `${TOPIC}:0:7`,
      `${TOPIC}:2:0`,
    ])
  })

  test('it stays so after a restart', async () => {
    await site.restart()
    expect(await offsets('earliest')).toEqual([`${TOPIC}:0:7`, `${TOPIC}:1:${EACH}`, `${TOPIC}:2:0`])
  })
})

type Told = Readonly<{
  brokers: readonly Readonly<{
    broker: number
    logDirs: readonly Readonly<{
      error: string | null
      logDir: string
      partitions: readonly Readonly<{
        partition: string
        size: number
        offsetLag: number
        isFuture: boolean
      }>[]
    }>[]
  }>[]
}>
