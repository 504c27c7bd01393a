import { exitMeanings } from './exits.ts'
import { type Listed, type ListedFlag, usageOf } from './listed.ts'
import { wrapped } from './text.ts'

// `--help` at each level. At most so wide, also on a wider terminal: longer lines are hard to read.
const WIDEST = 100
const LEAST_TEXT = 24
const MOST_NAME = 28

type Rows = readonly (readonly [name: string, about: string])[]

export const commandHelp = (command: Listed, columns: number): string => {
  const { about, details, args, flags, examples } = command
  const section = (title: string, rows: Rows): readonly string[] =>
    rows.length === 0 ? [] : ['', title, ...twoColumns(rows, columns)]
  return lines([
    usageOf(command),
    '',
    ...paragraph(about, columns),
    ...(details === null ? [] : paragraph(details, columns)),
    ...section(
      'Arguments',
      args.map(({ name, about: meaning }) => [name, meaning]),
    ),
    ...section('Flags', flags.map(flagRow)),
    '',
    'Examples',
    ...examples.flatMap(({ about: what, line }) => [`  # ${what}`, `  ${line}`]),
  ])
}

/** Of `topics`: its commands, and an example of each. */
export const groupHelp = (group: string, commands: readonly Listed[], columns: number): string =>
  lines([
    `kedge ${group} COMMAND [flags]`,
    '',
    ...twoColumns(
      commands.map(({ path, about }) => [path.slice(group.length + 1), about]),
      columns,
    ),
    '',
    'Examples',
    ...commands.flatMap(({ examples }) => examples.slice(0, 1).map(({ line }) => `  ${line}`)),
    '',
    `See kedge ${group} COMMAND --help.`,
  ])

export const programHelp = (commands: readonly Listed[], columns: number): string =>
  lines([
    ...paragraph(
      'Kedge: a Kafka broker whose log is Redis Streams, and a command line for any Kafka cluster.',
      columns,
    ),
    '',
    'kedge COMMAND [flags]',
    '',
    ...twoColumns(
      commands.map(({ path, about }) => [path, about]),
      columns,
    ),
    '',
    ...paragraph(
      'kedge COMMAND --help tells what a command takes, with examples; kedge --version the version.',
      columns,
    ),
    ...paragraph(
      'KEDGE_BOOTSTRAP says which cluster is asked where --bootstrap does not; else it is 127.0.0.1:9092.',
      columns,
    ),
    '',
    'Examples',
    '  kedge serve',
    '  kedge topics create orders --partitions 3',
    '  echo hello | kedge produce orders',
    '  kedge consume orders',
    '',
    'Exit codes',
    ...twoColumns(
      exitMeanings.map(({ code, about }) => [String(code), about]),
      columns,
    ),
  ])

const flagRow = ({ name, value, about, note }: ListedFlag): readonly [string, string] => [
  value === null ? name : `${name} ${value}`,
  note === null ? about : `${about} [${note}]`,
]

/** Names left, what they mean right; a long name has a line of its own. */
const twoColumns = (rows: Rows, columns: number): readonly string[] => {
  const left = Math.min(MOST_NAME, Math.max(...rows.map(([name]) => name.length))) + 4
  const room = Math.max(LEAST_TEXT, Math.min(columns, WIDEST) - left)
  return rows.flatMap(([name, about]) => {
    const [first = '', ...rest] = wrapped(about, room)
    const more = rest.map((line) => `${' '.repeat(left)}${line}`)
    return name.length + 4 > left
      ? [`  ${name}`, `${' '.repeat(left)}${first}`, ...more]
      : [`  ${name.padEnd(left - 2)}${first}`, ...more]
  })
}

const paragraph = (text: string, columns: number): readonly string[] =>
  wrapped(text, Math.min(columns, WIDEST))

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
