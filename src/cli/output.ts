import type { Shell } from './shell.ts'
import { type Column, type Look, table } from './table.ts'

export type Format = 'table' | 'json'

export const lookOf = (shell: Shell, { noColor }: { readonly noColor: boolean }): Look => ({
  columns: shell.columns,
  colors: shell.colors && !noColor,
})

/** Offsets are whole numbers: none that a broker gives out is beyond what JSON's readers take exactly. */
export const json = (value: unknown, indent = 2): string =>
  `${escaped(JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? Number(each) : each), indent))}\n`

/** JSON escapes C0 alone; DEL, C1 and what reorders text would still reach a terminal. */
const escaped = (text: string): string =>
  text.replaceAll(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

type Printed = Readonly<{ output: Format; noColor: boolean }>

/** One object for each row, or one line. */
export const printRows = <Row>(
  shell: Shell,
  flags: Printed,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): Promise<void> =>
  shell.out(flags.output === 'json' ? json(rows) : table(columns, rows, lookOf(shell, flags)))

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

export const bytes = (count: number | bigint | null): string => {
  if (count === null) return '-'
  let amount = Number(count)
  let unit = 0
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024
    unit++
  }
  return `${unit === 0 ? amount : amount.toFixed(1)} ${UNITS[unit]}`
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
