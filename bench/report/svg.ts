/** A bar with a whisker from the lowest to the highest round. */
export type Bar = Readonly<{ median: number; min: number; max: number }>

export type Chart = Readonly<{
  title: string
  unit: string
  series: readonly string[]
  /** One bar for each series, null where it was not measured. */
  groups: readonly Readonly<{ label: string; bars: readonly (Bar | null)[] }>[]
}>

const COLOURS = ['#7f8c9b', '#d1495b', '#2a7f9e', '#e0a030', '#6a4c93', '#4f9d69']
const BAR = 14
const GAP = 18
const LEFT = 250
const WIDTH = 860
const RIGHT = 110
const TOP = 58

/** Horizontal bars in groups, from zero: no dependency, and a diff that can be read. */
export const barChart = ({ title, unit, series, groups }: Chart): string => {
  const all = groups.flatMap(({ bars }) => bars).filter((bar) => bar !== null)
  const highest = Math.max(...all.map(({ max }) => max), 0)
  const scale = (value: number): number => (highest === 0 ? 0 : (value / highest) * (WIDTH - LEFT - RIGHT))
  const height = TOP + groups.length * (series.length * BAR + GAP)
  const drawn = groups.map(({ label, bars }, i) => {
    const y = TOP + i * (series.length * BAR + GAP)
    const middle = y + (series.length * BAR) / 2 + 4
    return [
      text(LEFT - 8, middle, label, 'text-anchor="end"'),
      ...bars.map((bar, j) =>
        bar === null ? '' : drawnBar(bar, y + j * BAR, COLOURS[j % COLOURS.length] ?? '', scale),
      ),
    ].join('')
  })
  const legend = series.map((name, i) => {
    const x = 10 + i * 180
    return `<rect x="${x}" y="30" width="10" height="10" fill="${COLOURS[i % COLOURS.length]}"/>${text(x + 15, 39, name)}`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(10, 18, `${title} (${unit}; median, whisker from lowest to highest round)`, 'font-size="13"'),
    ...legend,
    ...drawn,
    '</svg>\n',
  ].join('\n')
}

const drawnBar = (
  { median, min, max }: Bar,
  y: number,
  colour: string,
  scale: (value: number) => number,
): string => {
  const line = y + BAR / 2 - 1
  return [
    `<rect x="${LEFT}" y="${y}" width="${at(scale(median))}" height="${BAR - 2}" fill="${colour}"/>`,
    `<path d="M${at(LEFT + scale(min))} ${line}H${at(LEFT + scale(max))}" stroke="#222222"/>`,
    text(LEFT + scale(max) + 5, y + BAR - 4, shortNumber(median)),
  ].join('')
}

const at = (value: number): string => value.toFixed(1)

const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${at(x)}" y="${at(y)}" fill="#222222" ${more}>${escaped(content)}</text>`

const escaped = (content: string): string =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Three digits that say something. */
export const shortNumber = (value: number): string => {
  if (!Number.isFinite(value)) return '-'
  const size = Math.abs(value)
  const digits = size >= 100 || value === 0 ? 0 : size >= 10 ? 1 : 2
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
