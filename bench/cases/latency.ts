import type { JavaHost } from '../java-host.ts'
import type { Sizes } from '../sizes.ts'
import type { Running } from '../systems/system.ts'
import { createTopic, deleteTopic } from '../topics.ts'
import type { Figures } from './flow.ts'
import { base } from './flows.ts'
import { endToEnd, oneAtATime, paced, pacedLatencies } from './tools.ts'

/** ms from when a record was due to when a group at the tail has it. */
export const measurePaced = (
  running: Running,
  host: JavaHost,
  rate: number,
  seconds: number,
): Promise<Figures> =>
  withTopic(running.address, base.partitions, async (topic) =>
    pacedLatencies(await paced(host, running.address, topic, rate, seconds)),
  )

export const measureOneAtATime = (running: Running, host: JavaHost, sizes: Sizes): Promise<Figures> =>
  withTopic(running.address, 1, async (topic) =>
    endToEnd(await oneAtATime(host, running.address, topic, sizes.oneAtATime)),
  )

const withTopic = async <A>(
  address: string,
  partitions: number,
  use: (topic: string) => Promise<A>,
): Promise<A> => {
  const topic = `latency-${process.pid}-${Math.round(performance.now())}`
  await createTopic(address, topic, partitions)
  const used = await use(topic)
  await deleteTopic(address, topic)
  return used
}
