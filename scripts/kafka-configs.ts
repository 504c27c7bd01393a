import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalogue, ConfigDefinition } from '#domain/config/definition'
import { catalogues } from '#domain/config/validation'
import { topicConfigs } from '#domain/topic/config-catalogue'
import { repository } from '#test/support/unpacked'

// Writes docs/topic-and-broker-configs.md out of the catalogues; with --check, says whether it is up to date.

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const code = (text: string): string => (text === '' ? '' : `\`${text}\``)

const effect = ({ inForce, readOnly }: ConfigDefinition): string =>
  inForce ? '**in force**' : readOnly ? 'shown' : 'without effect'

const LONGEST_RANGE = 60
/** A table that is as wide as the longest list of values is no table. */
const range = ({ rule }: ConfigDefinition): string =>
  rule.range.length > LONGEST_RANGE ? `${rule.range.slice(0, LONGEST_RANGE)}…` : rule.range

interface Column {
  readonly title: string
  readonly cell: (name: string, config: ConfigDefinition) => string
}

const common: readonly Column[] = [
  { title: 'config', cell: code },
  { title: 'effect', cell: (_, config) => effect(config) },
  { title: 'type', cell: (_, { rule }) => rule.type },
  { title: 'default', cell: (_, config) => (config.default === null ? 'unset' : code(config.default)) },
  { title: 'values', cell: (_, config) => range(config) },
]
const about: Column = { title: '', cell: (_, { documentation }) => documentation }
const defaultOfBrokers: Column = {
  title: 'default for all topics',
  cell: (name) => code(topicConfigs.get(name)?.brokerName ?? ''),
}
const whileItRuns: Column = {
  title: 'set while it runs',
  cell: (_, { readOnly }) => (readOnly ? 'no' : 'yes'),
}

const table = (catalogue: Catalogue, columns: readonly Column[]): string =>
  [
    row(columns.map(({ title }) => title)),
    `|${'---|'.repeat(columns.length)}`,
    ...[...catalogue].map(([name, config]) => row(columns.map(({ cell }) => cell(name, config)))),
  ].join('\n')

const count = (catalogue: Catalogue, which: string): number =>
  [...catalogue.values()].filter((config) => effect(config) === which).length

const summary = (['topic', 'broker', 'group', 'client-metrics'] as const).map((type) =>
  row([
    type,
    ...['**in force**', 'without effect', 'shown'].map((which) => `${count(catalogues[type], which)}`),
  ]),
)

const page = `# Topic and broker configs

<!-- Generated from src/domain/config and src/domain/topic/config-catalogue.ts by scripts/kafka-configs.ts: do not edit. -->

Every config of Apache Kafka 4.3 that is not internal, and what it does in Kedge:

* **in force**: Kedge acts by it, or what it shows is true.
* without effect: checked as Kafka checks it, kept, and shown; nothing else happens.
* shown: cannot be set. Kafka's default is shown, so that tools find what they look for; Kedge has no such thing.

| | in force | without effect | shown |
|---|---|---|---|
${summary.join('\n')}

A topic's value is its own, else what was set for all brokers (\`kafka-configs --entity-type brokers --entity-default\`) under the name in
the column *default for all topics*, else the default. It is in force on every broker within a second. Those defaults cannot be set for
one broker alone, since every broker serves every partition; sockets and security cannot be set while a broker runs (ADR 0025). What a broker is
started with has settings of its own: [configuration](configuration.md).

## Topics

${table(catalogues.topic, [...common, defaultOfBrokers, about])}

## Brokers

${table(catalogues.broker, [...common, whileItRuns, about])}

## Groups

${table(catalogues.group, [...common, about])}

## Subscriptions to metrics of clients

${table(catalogues['client-metrics'], [...common, about])}
`

const file = join(repository, 'docs', 'topic-and-broker-configs.md')
if (!process.argv.includes('--check')) writeFileSync(file, page)
else if (readFileSync(file, 'utf8') !== page) {
  console.error('docs/topic-and-broker-configs.md is out of date: run `node scripts/kafka-configs.ts`')
  process.exitCode = 1
}
