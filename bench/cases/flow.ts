import type { JavaHost, Ran } from '../java-host.ts'
import type { Sizes } from '../sizes.ts'
import type { Running } from '../systems/system.ts'
import { createTopic, deleteTopic, groupsStable } from '../topics.ts'
import type { Flow } from './flows.ts'
import { cpuOf, highest } from './process-stat.ts'
import { consume, consumedRate, produce, steadyRate } from './tools.ts'

export type Figures = Readonly<Record<string, number>>

export const recordsOf = ({ recordBytes }: Flow, { bytes, records }: Sizes, share: number): number =>
  Math.floor(Math.min(bytes / recordBytes, records) * share)

const STEADY_FROM = 0.1
/** Fewer are read in less time than the tool needs to tell. */
const WORTH_READING = 100_000

/** Produces, with groups at the tail, into a topic that is gone afterwards. */
export const measureFlow = async (
  running: Running,
  host: JavaHost,
  flow: Flow,
  records: number,
): Promise<Figures> => {
  const { address } = running
  const topic = `flow-${process.pid}-${Math.round(performance.now())}`
  await createTopic(address, topic, flow.partitions)
  const groups = Array.from({ length: flow.groups }, (_, i) => `${topic}-group-${i}`)
  const each = Math.floor(records / flow.producers)
  const all = each * flow.producers
  const consuming = Promise.all(groups.map((group) => consume(host, address, topic, group, all)))
  // Awaited only after the producers; a failure is theirs as well.
  consuming.catch(() => {})
  if (groups.length > 0) await Promise.race([groupsStable(address, groups), consuming])
  const cpu = cpuOf(running)
  const { done, ...resident } = await highest(running, async () => {
    const producing = Array.from({ length: flow.producers }, () => produce(host, address, topic, flow, each))
    return { produced: await Promise.all(producing), consumed: await consuming }
  })
  const used = cpuOf(running) - cpu
  const cold =
    flow.cold && all >= WORTH_READING ? await consume(host, address, topic, `${topic}-cold`, all) : null
  await deleteTopic(address, topic)
  return {
    produce: producedRate(done.produced, each),
    ...(groups.length === 0
      ? {}
      : { consume: sum(done.consumed.map((ran) => consumedRate(ran, all, STEADY_FROM))) }),
    ...(cold === null ? {} : { cold: consumedRate(cold, all, 0) }),
    'cpu seconds a million records': (used / all) * 1e6,
    'resident broker': resident.broker,
    'resident all': resident.all,
  }
}

/** Of several producers from the first's begin to the last's end: they are not all there all the time. */
const producedRate = (ran: readonly Ran[], each: number): number => {
  const rates = ran.map((one) => steadyRate(one, each))
  if (ran.length === 1) return sum(rates)
  const began = Math.min(...ran.map((one) => one.began))
  const ended = Math.max(...ran.map((one) => one.ended))
  return (each * ran.length) / ((ended - began) / 1_000)
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
