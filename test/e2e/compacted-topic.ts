import kafkajs from 'kafkajs'
import { eventually } from '#test/support/eventually'
import { clients } from './clients/all.ts'
import { kcatClient } from './clients/kcat.ts'
import { codecs, type Stored } from './records.ts'

/** So that a round of the cleaner comes soon. */
export const cleanerFlags = ['--log-cleaner-backoff-ms', '200']

/** A topic of one partition whose every append begins a segment, and whose sealed segments are compacted at once. */
export const createCompacted = async (at: string, topic: string): Promise<void> => {
  const kafka = new kafkajs.Kafka({ brokers: at.split(','), logLevel: kafkajs.logLevel.NOTHING })
  const admin = kafka.admin()
  await admin.connect()
  try {
    await admin.createTopics({
      topics: [
        {
          topic,
          numPartitions: 1,
          replicationFactor: 1,
          configEntries: Object.entries({
            'cleanup.policy': 'compact',
            'segment.ms': '1',
            'min.cleanable.dirty.ratio': '0',
            'file.delete.delay.ms': '100',
          }).map(([name, value]) => ({ name, value })),
        },
      ],
    })
  } finally {
    await admin.disconnect()
  }
}

const ROUNDS = 10
const KEYS = 200

/** Key and value of what must be left, oldest first, with the offset at which it was written. */
export type Left = Readonly<{ offset: number; key: string; value: string }>

/**
 * Writes the same keys again and again, by every client and with every codec, and one key of its own in each round, so that
 * gaps are everywhere. The last record is in a segment that is not compacted.
 */
export const writeRounds = async (at: string, topic: string, end = 'end'): Promise<readonly Left[]> => {
  const last = new Map<string, Left>()
  let next = 0
  const write = async (round: number, pairs: readonly (readonly [string, string])[]): Promise<void> => {
    const client = clients[round % clients.length]!
    const codec = codecs[round % codecs.length]!
    const records = pairs.map(([key, value]) => ({ key, value, headers: [], timestamp: null }))
    await client.produce(at, topic, 0, client.codecs.includes(codec) ? codec : 'gzip', records)
    for (const [key, value] of pairs) last.set(key, { offset: next++, key, value })
  }
  for (let round = 0; round < ROUNDS; round++) {
    const again = Array.from({ length: KEYS }, (_, i) => [`key-${i}`, `value ${round}.${i}`] as const)
    await write(round, [...again.slice(0, KEYS / 2), [`once-${round}`, 'once'], ...again.slice(KEYS / 2)])
  }
  await write(0, [[end, 'the end']])
  return [...last.values()].toSorted((a, b) => a.offset - b.offset)
}

export const shown = (stored: readonly Stored[]) =>
  stored.map(({ offset, key, value }) => ({ offset, key, value }))

/** Waits until nothing is there but what must be left. */
export const compacted = async (at: string, topic: string, left: readonly Left[]): Promise<void> => {
  await eventually(
    `${topic} is compacted`,
    async () => ((await kcatClient.read(at, topic, 0)).length === left.length ? true : undefined),
    30_000,
  )
}
