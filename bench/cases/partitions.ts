import type { JavaHost } from '../java-host.ts'
import type { Sizes } from '../sizes.ts'
import type { Running } from '../systems/system.ts'
import { createTopic } from '../topics.ts'
import { type Figures, recordsOf } from './flow.ts'
import { base } from './flows.ts'
import { residentOf } from './process-stat.ts'
import { startUp } from './start-up.ts'
import { produce, steadyRate } from './tools.ts'

/** Kafka refuses to make 10,000 at once. */
const A_TOPIC = 5_000

const MANY = 'many'

/** Very many partitions: to make them, to write to some of them. They stay: this comes last. */
export const measurePartitions = async (
  running: Running,
  host: JavaHost,
  sizes: Sizes,
  share: number,
): Promise<Figures> => {
  const topic = MANY
  const began = performance.now()
  for (let made = 0; made < sizes.partitions; made += A_TOPIC) {
    const name = made === 0 ? topic : `${topic}-${made}`
    await createTopic(running.address, name, Math.min(A_TOPIC, sizes.partitions - made))
  }
  const created = performance.now() - began
  const idle = residentOf(running)
  const records = Math.floor(recordsOf(base, sizes, share) / 4)
  const rate = steadyRate(await produce(host, running.address, topic, base, records), records)
  return {
    'ms to create': created,
    'resident broker': idle.broker,
    'resident all': idle.all,
    produce: rate,
  }
}

export const measureRestart = (running: Running): Promise<Figures> => startUp(running, MANY)
