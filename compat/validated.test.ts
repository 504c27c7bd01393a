import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { type GroupSite, openSite, sites } from '../test/e2e/groups/sites.ts'
import { consoleConsumer, consoleProducer, tool } from './java.ts'

// What the broker compresses and times itself, written and read by Java.

const types = ['uncompressed', 'gzip', 'snappy', 'lz4', 'zstd']
const sentWith = ['zstd', 'lz4', 'none', 'gzip', 'snappy']
const lines = Array.from({ length: 300 }, (_, i) => `line ${i} ${'of text '.repeat(i % 40)}`)

describe.for(sites())('topics whose batches are not stored as they were sent, on %s', (name) => {
  let site: GroupSite
  beforeAll(async () => {
    site = await openSite[name]()
  })
  afterAll(async () => {
    await site?.stop()
  })

  test('are read by kafka-console-consumer, with the time that the broker gave', async () => {
    const before = Date.now()
    await Promise.all(
      types.map(async (type, i) => {
        const config = ['--config', `compression.type=${type}`]
        const timed = ['--config', 'message.timestamp.type=LogAppendTime']
        const create = ['--create', '--topic', type, ...config, ...(i % 2 === 0 ? timed : [])]
        await tool('TopicCommand', '--bootstrap-server', site.at(), ...create)
        await consoleProducer(site.at(), type, lines, '--compression-codec', sentWith[i] ?? 'none')
        const print = ['--formatter-property', 'print.timestamp=true']
        const consumer = consoleConsumer(site.at(), `reads ${type}`, type, {}, print)
        try {
          await eventually(`all of ${type} is read`, () =>
            consumer.lines.length >= lines.length ? true : undefined,
          )
        } finally {
          await consumer.stop()
        }
        const read = consumer.lines.map((line) => line.split('\t'))
        expect(read.map(([, value]) => value)).toEqual(lines)
        const times = read.map(([time = '']) => time.split(':'))
        expect(new Set(times.map(([kind]) => kind))).toEqual(
          new Set([i % 2 === 0 ? 'LogAppendTime' : 'CreateTime']),
        )
        for (const [, time] of times) {
          expect(Number(time)).toBeGreaterThanOrEqual(before)
          expect(Number(time)).toBeLessThanOrEqual(Date.now())
        }
      }),
    )
  })
})
