import { flows } from '../cases/flows.ts'

/** A row of a table: what was measured, and how it is told. */
export interface Row {
  readonly label: string
  readonly case: string
  readonly metric: string
  readonly unit: string
  /** What a figure is divided by to be in that unit. */
  readonly per: number
}

const MB = 1e6

const throughput = (metric: string, wanted: (flow: (typeof flows)[number]) => boolean): readonly Row[] =>
  flows
    .filter(wanted)
    .map(({ name, recordBytes }) =>
      recordBytes === 100
        ? { label: name, case: name, metric, unit: 'records/s', per: 1 }
        : { label: name, case: name, metric, unit: 'MB/s', per: MB / recordBytes },
    )

export const produceRows = throughput('produce', () => true)
export const consumeRows: readonly Row[] = [
  ...throughput('consume', ({ groups }) => groups > 0),
  ...throughput('cold', ({ cold }) => cold).map((row) => ({ ...row, label: 'cold, from the beginning' })),
]

const latency = (name: string, metric: string): Row => ({
  label: `${name}, ${metric}`,
  case: name,
  metric,
  unit: 'ms',
  per: 1,
})

export const latencyRows: readonly Row[] = [
  ...['1,000 records/s', '10,000 records/s'].flatMap((name) =>
    ['p50', 'p99', 'p99.9', 'late'].map((metric) => latency(name, metric)),
  ),
  ...['average', 'p50', 'p99'].map((metric) => latency('one at a time', metric)),
].map((row) =>
  row.metric === 'late' ? { ...row, label: `${row.case}, worst delay of the sender itself` } : row,
)

export const startRows: readonly Row[] = [
  { label: 'start-up to ready', case: 'start-up', metric: 'ms to ready', unit: 'ms', per: 1 },
  { label: 'start-up to first produce', case: 'start-up', metric: 'ms to first produce', unit: 'ms', per: 1 },
]

const memory = (name: string, label: string): readonly Row[] =>
  [
    ['broker', 'broker alone'],
    ['all', 'broker and store'],
  ].map(([metric, who]) => ({
    label: `${label}, ${who}`,
    case: name,
    metric: `resident ${metric}`,
    unit: 'MiB',
    per: 2 ** 20,
  }))

export const memoryRows: readonly Row[] = [
  ...memory('idle', 'idle'),
  ...memory('base', 'highest under the base load'),
  ...memory('partitions', 'with the many partitions'),
]

export const otherRows: readonly Row[] = [
  {
    label: 'connections: to connect them all',
    case: 'connections',
    metric: 'ms to connect',
    unit: 'ms',
    per: 1,
  },
  { label: 'connections: memory of each', case: 'connections', metric: 'bytes each', unit: 'KiB', per: 1024 },
  {
    label: 'connections: produce of 1 record each',
    case: 'connections',
    metric: 'requests a second',
    unit: 'requests/s',
    per: 1,
  },
  { label: 'connections: the same, p99', case: 'connections', metric: 'p99', unit: 'ms', per: 1 },
  ...['ms of a scrape', 'ms of the slowest', 'ms of the first scrape'].map((metric) => ({
    label: `/metrics with 5,000 series, ${metric.slice('ms of '.length)}`,
    case: 'metrics',
    metric,
    unit: 'ms',
    per: 1,
  })),
  ...['silent', 'info', 'a line for each request'].map((metric) => ({
    label: `logging: produce, ${metric}`,
    case: 'logging',
    metric,
    unit: 'MB/s',
    per: MB / 1_000,
  })),
  { label: 'partitions: to create them', case: 'partitions', metric: 'ms to create', unit: 'ms', per: 1 },
  { label: 'partitions: produce', case: 'partitions', metric: 'produce', unit: 'MB/s', per: MB / 1_000 },
  {
    label: 'partitions: start-up to first produce',
    case: 'partitions, restart',
    metric: 'ms to first produce',
    unit: 'ms',
    per: 1,
  },
  { label: 'Node client: produce', case: 'Node client', metric: 'produce', unit: 'MB/s', per: MB / 1_000 },
  {
    label: 'Node client: consume from the beginning',
    case: 'Node client',
    metric: 'consume',
    unit: 'MB/s',
    per: MB / 1_000,
  },
]

export const cpuRows: readonly Row[] = flows.map(({ name }) => ({
  label: name,
  case: name,
  metric: 'cpu seconds a million records',
  unit: 's',
  per: 1,
}))
