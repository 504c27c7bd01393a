import type { LimitTable, Results, Spread, SystemFacts } from '../results.ts'
import { spreadIn } from '../statistics.ts'
import type { Row } from './metrics.ts'
import { shortNumber } from './svg.ts'
import { judge, ratioOf, relaxed, targets } from './targets.ts'

export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')

const spreadText = ({ median, min, max, rounds }: Spread, per: number): string =>
  rounds === 0 ? '-' : `${shortNumber(median / per)} (${shortNumber(min / per)}–${shortNumber(max / per)})`

/** The first system is what the others are divided by. Rows and columns without a figure are left out. */
export const comparison = (
  { samples }: Results,
  systems: readonly SystemFacts[],
  rows: readonly Row[],
): string => {
  const spread = (row: Row, { id }: SystemFacts): Spread =>
    spreadIn(samples, { system: id, case: row.case, metric: row.metric })
  const shown = rows.filter((row) => systems.some((system) => spread(row, system).rounds > 0))
  const [reference, ...others] = systems.filter((system) =>
    shown.some((row) => spread(row, system).rounds > 0),
  )
  if (reference === undefined) return ''
  const head = ['', reference.title, ...others.flatMap(({ title }) => [title, `× ${reference.title}`])]
  const body = shown.map((row) => {
    const first = spread(row, reference)
    const rest = others.flatMap((system) => {
      const own = spread(row, system)
      return [spreadText(own, row.per), shortNumber(own.median / first.median)]
    })
    return [`${row.label}, ${row.unit}`, spreadText(first, row.per), ...rest]
  })
  return markdownTable(head, body)
}

export const targetTable = (results: Results): string => {
  const has = (id: string): boolean => results.systems.some((system) => system.id === id)
  if (!has('kafka')) return 'Apache Kafka was not in this run (`--peer kafka`): there are no ratios.'
  const stores = [
    { id: 'redis-everysec', title: 'Redis everysec', aims: targets },
    { id: 'embedded-relaxed', title: 'embedded, relaxed', aims: targets.map(relaxed) },
  ].filter(({ id }) => has(id))
  const rows = stores.flatMap(({ id, title, aims }) =>
    aims.map((target) => {
      const { ratio, met } = judge(target, ratioOf(results, id, target))
      const bound = target.bounds
        .map((each) => `${target.most ? '≤' : '≥'} ${each.toFixed(2)}`)
        .join(', then ')
      return [`${title}: ${target.label}`, bound, shortNumber(ratio), met]
    }),
  )
  return markdownTable(['Kedge / Kafka, medians', 'target', 'measured', ''], rows)
}

export const limitTable = ({ figures }: LimitTable): string => {
  const [limit] = figures
  if (limit === undefined) return ''
  const counted = figures.some(({ allocated }) => allocated !== undefined)
  const head = [
    '',
    'MB/s',
    'operations/s',
    'share of the first',
    ...(counted ? ['heap a request', 'buffers a request'] : []),
  ]
  const rows = figures.map(({ name, bytesPerSecond, operationsPerSecond, allocated }) => [
    name,
    spreadText(bytesPerSecond, 1e6),
    shortNumber(operationsPerSecond.median),
    shortNumber(bytesPerSecond.median / limit.bytesPerSecond.median),
    ...(counted ? [kibibytes(allocated?.heap), kibibytes(allocated?.buffers)] : []),
  ])
  return markdownTable(head, rows)
}

const kibibytes = (bytes: number | undefined): string =>
  bytes === undefined ? '-' : `${(bytes / 1024).toFixed(1)} KiB`
