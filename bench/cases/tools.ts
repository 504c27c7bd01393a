import type { JavaHost, Ran } from '../java-host.ts'
import type { Flow } from './flows.ts'

// Apache Kafka's own tools: their arguments, and what they print.

const TOOLS = 'org.apache.kafka.tools'
/** A consumer that gets nothing for so long gives up; a JVM's pause is shorter. */
const SILENCE_MS = 30_000

export const produce = (
  host: JavaHost,
  address: string,
  topic: string,
  flow: Flow,
  records: number,
): Promise<Ran> =>
  host.run(`${TOOLS}.ProducerPerformance`, [
    '--bootstrap-server',
    address,
    '--topic',
    topic,
    '--num-records',
    String(records),
    '--warmup-records',
    String(Math.floor(records / 10)),
    '--record-size',
    String(flow.recordBytes),
    '--throughput',
    '-1',
    '--command-property',
    `acks=${flow.acks}`,
    `linger.ms=${flow.lingerMs}`,
    `compression.type=${flow.compression}`,
  ])

/** Records a second once a tenth of them were sent. The tool does not count what was never acknowledged. */
export const steadyRate = ({ lines }: Ran, records: number): number => {
  const text = lines.join('\n')
  const [, sent, rate] = /^(\d+) steady state records sent, ([\d.]+) records\/sec/m.exec(text) ?? []
  if (Number(sent) !== records - Math.floor(records / 10))
    throw new Error(`not all of ${records} records were acknowledged:\n${text}`)
  return Number(rate)
}

export const consume = (
  host: JavaHost,
  address: string,
  topic: string,
  group: string,
  records: number,
): Promise<Ran> =>
  host.run(`${TOOLS}.ConsumerPerformance`, [
    '--bootstrap-server',
    address,
    '--topic',
    topic,
    '--group',
    group,
    '--num-records',
    String(records),
    '--timeout',
    String(SILENCE_MS),
    '--show-detailed-stats',
    '--reporting-interval',
    '50',
    '--hide-header',
  ])

type Row = Readonly<{ at: number; count: number }>

/** Records a second from the moment when a share of them had come. */
export const consumedRate = ({ lines, began, ended }: Ran, records: number, from: number): number => {
  const rows = lines.flatMap(rowOf)
  // The tool says nothing of an interval that it did not read to the end of, and warns when records are missing.
  if (lines.some((line) => line.startsWith('WARNING')))
    throw new Error(`the consumer did not come to all of ${records} records:\n${lines.join('\n')}`)
  const first = rows.find(({ count }) => count >= from * records)
  const last = rows.at(-1)
  if (first === undefined || last === undefined) return records / ((ended - began) / 1_000)
  // Too few rows for a rate: the end of the tool is the end of its reading.
  if (last.count - first.count < records / 4) return (records - first.count) / ((ended - first.at) / 1_000)
  return (last.count - first.count) / ((last.at - first.at) / 1_000)
}

/** `2026-11-22 08:03:41:338, 0, MB, MB/s, records so far, ...`, in the time zone of this machine. */
const rowOf = (line: string): readonly Row[] => {
  const [time = '', , , , count] = line.split(', ')
  const parts = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}):(\d{3})$/.exec(time)
  return parts === null
    ? []
    : [{ at: Date.parse(`${parts[1]}T${parts[2]}.${parts[3]}`), count: Number(count) }]
}

export const oneAtATime = (host: JavaHost, address: string, topic: string, records: number): Promise<Ran> =>
  host.run(`${TOOLS}.EndToEndLatency`, [
    '--bootstrap-server',
    address,
    '--topic',
    topic,
    '--num-records',
    String(records),
    '--producer-acks',
    'all',
    '--record-size',
    '1000',
  ])

/** ms; the tool rounds percentiles down to whole ones. */
export const endToEnd = ({ lines }: Ran): Readonly<Record<string, number>> => {
  const text = lines.join('\n')
  const average = /Avg latency: ([\d.]+) ms/.exec(text)?.[1]
  const [, p50, p99] = /50th = (\d+), 99th = (\d+)/.exec(text) ?? []
  if (average === undefined || p50 === undefined || p99 === undefined)
    throw new Error(`not what EndToEndLatency prints:\n${text}`)
  return { average: Number(average), p50: Number(p50), p99: Number(p99) }
}

export const paced = (
  host: JavaHost,
  address: string,
  topic: string,
  rate: number,
  seconds: number,
): Promise<Ran> =>
  host.run('Paced', [
    address,
    topic,
    String(rate),
    String(Math.max(1, Math.round(seconds / 4))),
    String(seconds),
    '1000',
    'acks=all',
    'linger.ms=0',
  ])

/** ms. `late` is how much later than due the sender itself sent at worst. */
export const pacedLatencies = ({ lines }: Ran): Readonly<Record<string, number>> => {
  const found = lines.flatMap((line) => [...line.matchAll(/(p50|p99|p99\.9|max|late) (\d+)(?= |$)/g)])
  if (found.length !== 5) throw new Error(`not what Paced prints:\n${lines.join('\n')}`)
  return Object.fromEntries(found.map(([, name = '', micros]) => [name, Number(micros) / 1_000]))
}
