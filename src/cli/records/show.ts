import { isUtf8 } from 'node:buffer'
import { json } from '../output.ts'
import type { Look } from '../table.ts'
import { clipped, visible, width } from '../text.ts'
import type { ConsumedRecord } from './record.ts'

/** Records as they are printed, one call after the other. */
export type Show = (records: readonly ConsumedRecord[]) => string | Buffer

export const showJson: Show = (records) =>
  records
    .map(({ topic, partition, offset, timestamp, key, value, headers }) => {
      const shown = {
        topic,
        partition,
        offset,
        timestamp,
        key: textOrBase64(key),
        value: textOrBase64(value),
        headers: headers.map((header) => ({
          key: textOrBase64(header.key),
          value: textOrBase64(header.value),
        })),
      }
      return json(shown, 0)
    })
    .join('')

const LINE_FEED = Buffer.from('\n')

/** Bytes as they are: what `produce --keep-cr` with the same separator would write again. */
export const showRaw =
  (keySeparator: string | undefined): Show =>
  (records) =>
    Buffer.concat(
      records.flatMap(({ key, value }) => [
        ...(keySeparator === undefined ? [] : [key ?? Buffer.alloc(0), Buffer.from(keySeparator)]),
        value ?? Buffer.alloc(0),
        LINE_FEED,
      ]),
    )

const titles = ['PARTITION', 'OFFSET', 'TIME', 'KEY', 'HEADERS', 'VALUE'] as const
/** A few long keys do not push the others apart. */
const WIDEST = 40

/**
 * A table that nobody knows the end of: columns grow with what comes, and never shrink; the head is printed once. The value is
 * last, and on a terminal cut off, so that a record is a line.
 */
export const showTable = ({ columns, colors }: Look): Show => {
  const widths = titles.map(({ length }) => length)
  let isFirst = true
  const lineOf = (cells: readonly string[]): string => {
    const line = cells.map((cell, at) => {
      const space = ' '.repeat(Math.max(0, (widths[at] ?? 0) - width(cell)))
      return at < 2 ? `${space}${cell}` : at === cells.length - 1 ? cell : `${cell}${space}`
    })
    return clipped(line.join('  ').trimEnd(), columns)
  }
  return (records) => {
    const rows = records.map(cellsOf)
    for (const row of rows)
      for (const [at, cell] of row.entries())
        widths[at] = Math.max(widths[at] ?? 0, Math.min(width(cell), WIDEST))
    const head = lineOf(titles)
    const lines = [...(isFirst ? [colors ? `\u001b[1m${head}\u001b[0m` : head] : []), ...rows.map(lineOf)]
    isFirst = false
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`
  }
}

const cellsOf = ({
  partition,
  offset,
  timestamp,
  key,
  value,
  headers,
}: ConsumedRecord): readonly string[] => [
  String(partition),
  String(offset),
  timeOf(timestamp),
  cellOf(key),
  headers.map((header) => `${cellOf(header.key)}=${cellOf(header.value)}`).join(' ') || '-',
  cellOf(value),
]

const LAST_DATE = 8_640_000_000_000_000

/** Whoever writes decides what a timestamp is: one that no date has (microseconds, say) is shown as the number it is. */
const timeOf = (timestamp: number): string => {
  if (timestamp < 0) return '-'
  return timestamp > LAST_DATE ? String(timestamp) : new Date(timestamp).toISOString()
}

const cellOf = (content: Buffer | null): string => {
  if (content === null) return '-'
  return visible(isUtf8(content) ? content.toString() : `base64:${content.toString('base64')}`)
}

const textOrBase64 = (content: Buffer | null): string | { readonly base64: string } | null => {
  if (content === null) return null
  return isUtf8(content) ? content.toString() : { base64: content.toString('base64') }
}
