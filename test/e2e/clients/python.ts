import { fileURLToPath } from 'node:url'
import { pythonKafka } from '#test/support/debian-tools'
import { codecs, type Stored } from '../records.ts'
import type { Client } from './client.ts'
import { run } from './run.ts'

const driver = fileURLToPath(new URL('../python/driver.py', import.meta.url))

/** Debian's python3-kafka. Each task is a process of its own. */
export const pythonClient: Client = {
  name: 'python',
  can: { timestamps: true, headers: 'each', nullHeaders: false, empty: true },
  codecs,
  createTopic: async (at, topic, partitions) => {
    await ask(['create', at, topic, partitions])
  },
  produce: async (at, topic, partition, codec, records) => {
    await ask(
      ['produce', at, topic, partition, codec],
      records.map((record) => JSON.stringify(record)).join('\n'),
    )
  },
  read: async (at, topic, partition, from = 0) =>
    (await ask(['read', at, topic, partition, from]))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Stored),
  offsetsAt: async (at, topic, partition, timestamps) =>
    JSON.parse(await ask(['offsets-at', at, topic, partition, ...timestamps])) as (number | null)[],
}

const ask = async (args: readonly (string | number)[], input = ''): Promise<string> => {
  const { python, env } = pythonKafka()
  const output = await run({ path: python, env }, [driver, ...args.map(String)], input)
  return output.toString()
}
