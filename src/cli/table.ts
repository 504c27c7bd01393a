import { clipped, visible, width } from './text.ts'

export type Column<Row> = Readonly<{
  title: string
  show: (row: Row) => string | number | bigint
  /** Numbers stand right. */
  align?: 'right'
  /** What gives way first where the terminal is too narrow: values, not names. */
  gives?: true
}>

export type Look = Readonly<{ columns: number; colors: boolean }>

const GAP = 2
const LEAST = 8

/** Aligned, without borders; names and values as they can be shown. */
export const table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], look: Look): string => {
  const cells = rows.map((row) => columns.map(({ show }) => visible(String(show(row)))))
  const widths = fitted(
    columns,
    columns.map(({ title }, at) =>
      cells.reduce((most, row) => Math.max(most, width(row[at] ?? '')), title.length),
    ),
    look.columns,
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => {
        const room = widths[at] ?? 0
        const shown = clipped(cell, room)
        const space = ' '.repeat(Math.max(0, room - width(shown)))
        return columns[at]?.align === 'right' ? `${space}${shown}` : `${shown}${space}`
      })
      .join(' '.repeat(GAP))
      .trimEnd()
  const head = line(columns.map(({ title }) => title))
  return `${[look.colors ? `\u001b[1m${head}\u001b[0m` : head, ...cells.map(line)].join('\n')}\n`
}

const fitted = <Row>(
  columns: readonly Column<Row>[],
  widths: readonly number[],
  room: number,
): readonly number[] => {
  const whole = widths.reduce((sum, each) => sum + each, GAP * (widths.length - 1))
  let over = whole - room
  return widths.map((each, at) => {
    if (over <= 0 || columns[at]?.gives !== true) return each
    const kept = Math.max(LEAST, each - over)
    over -= each - kept
    return kept
  })
}
