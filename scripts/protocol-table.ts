import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Api, apis } from '#adapters/kafka/protocol/apis'
import type { AnyMessage } from '#adapters/kafka/protocol/schema'
import { type FieldShape, NEVER, type Shape } from '#adapters/kafka/protocol/shape'

// Writes what the schemas say into README.md (the table of APIs) and docs/protocol.md (every field);
// with --check it only tells whether they still agree.

const BEGIN = '<!-- apis:begin -->'
const END = '<!-- apis:end -->'

export const apiTable = (all: readonly Api[]): string =>
  [
    '| API | Key | Versions | Flexible since |',
    '|---|---:|---|---|',
    ...all.map(({ request: { name, apiKey, versions, flexibleSince } }) => {
      const since = flexibleSince === NEVER ? 'never' : `v${flexibleSince}`
      return `| ${name} | ${apiKey} | ${range(versions)} | ${since} |`
    }),
  ].join('\n')

/** The text with `table` between its markers, or null if it has none. */
export const withTable = (text: string, table: string): string | null => {
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  if (begin < 0 || end < begin) return null
  return `${text.slice(0, begin + BEGIN.length)}\n${table}\n${text.slice(end)}`
}

export const protocolPage = (all: readonly Api[]): string =>
  [
    '# The protocol, field by field',
    'Generated from `src/adapters/kafka/protocol/messages` by `node scripts/protocol-table.ts`; do not edit. A field that a version lacks reads as its default. A tagged field is left out where it has its default.',
    ...all.flatMap(({ request, response, advertised }) => [
      `## ${request.name} (${request.apiKey})`,
      `Versions ${range(request.versions)}${advertised === request.versions ? '' : `, advertised as ${range(advertised)}`}.`,
      ...fieldTable('Request', request),
      ...fieldTable('Response', response),
    ]),
  ]
    .join('\n\n')
    .concat('\n')

const fieldTable = (title: string, { body, versions }: AnyMessage): readonly string[] => {
  const rows = fieldRows(body.shape, versions, '')
  const head = ['| Field | Type | Versions | Default |', '|---|---|---|---|']
  return [`### ${title}`, rows.length === 0 ? 'Empty.' : [...head, ...rows].join('\n')]
}

type Versions = AnyMessage['versions']

const fieldRows = (shape: Shape, versions: Versions, path: string): readonly string[] => {
  switch (shape.kind) {
    case 'array':
      return fieldRows(shape.item, versions, `${path}[]`)
    case 'nullable':
      return fieldRows(shape.of, versions, path)
    case 'struct':
      return shape.fields.flatMap((field) => {
        const name = path === '' ? field.name : `${path}.${field.name}`
        const within: Versions = [Math.max(field.since, versions[0]), Math.min(field.until, versions[1])]
        return [fieldRow(field, within, name), ...fieldRows(field.shape, within, name)]
      })
    default:
      return []
  }
}

const fieldRow = ({ shape, tag, fallback }: FieldShape, versions: Versions, name: string): string => {
  const tagged = tag === null ? '' : `, tag ${tag}`
  const byDefault = fallback === undefined ? '' : `\`${show(fallback)}\``
  return `| ${name} | ${typeName(shape, versions[0])}${tagged} | ${range(versions)} | ${byDefault} |`
}

const typeName = (shape: Shape, min: number): string => {
  switch (shape.kind) {
    case 'array':
      return `array of ${typeName(shape.item, min)}`
    case 'nullable':
      return `${typeName(shape.of, min)} or null${shape.since > min ? ` since v${shape.since}` : ''}`
    default:
      return shape.kind
  }
}

const range = ([min, max]: Versions): string => (min === max ? `${min}` : `${min}–${max}`)

const show = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)).replaceAll(
    /"(-?\d+)n"/g,
    '$1',
  )

const root = join(import.meta.dirname, '..')

/** Each generated file with what should be in it, or null where it cannot be put. */
const generated = (): ReadonlyMap<string, string | null> => {
  const readme = join(root, 'README.md')
  return new Map([
    [readme, existsSync(readme) ? withTable(readFileSync(readme, 'utf8'), apiTable(apis)) : null],
    [join(root, 'docs/protocol.md'), protocolPage(apis)],
  ])
}

const update = (file: string, content: string | null, check: boolean): boolean => {
  if (content === null) {
    console.error(`${file}: needs the lines ${BEGIN} and ${END} for the table of APIs`)
    return false
  }
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return true
  if (check) console.error(`${file}: stale; run node scripts/protocol-table.ts`)
  else writeFileSync(file, content)
  return !check
}

if (process.argv[1] === import.meta.filename) {
  const check = process.argv.includes('--check')
  const done = [...generated()].map(([file, content]) => update(file, content, check))
  process.exitCode = done.every(Boolean) ? 0 : 1
}
