import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commands } from '#cli/commands'
import { exitMeanings } from '#cli/exits'
import { type Listed, usageOf } from '#cli/listed'
import { repository } from '#test/support/unpacked'

// Writes docs/cli.md out of the table of commands; with --check, says whether it is up to date.

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const flagsOf = ({ path, flags }: Listed): readonly string[] => {
  if (flags.length === 0) return []
  // Their flags are the settings, which have a page of their own.
  if (path === 'serve' || path.startsWith('config '))
    return ['', 'Its flags: [configuration.md](configuration.md).']
  return [
    '',
    '| flag | | |',
    '|---|---|---|',
    ...flags.map(({ name, value, about, note }) =>
      row([`\`${name}${value === null ? '' : ` ${value}`}\``, about, note ?? '']),
    ),
  ]
}

const section = (command: Listed): string =>
  [
    `## ${usageOf(command)}`,
    '',
    command.about,
    ...(command.details === null ? [] : [command.details]),
    ...(command.args.length === 0
      ? []
      : ['', ...command.args.map(({ name, about }) => `* \`${name}\`: ${about}`)]),
    ...flagsOf(command),
    '',
    '```sh',
    ...command.examples.flatMap(({ about, line }) => [`# ${about}`, line]),
    '```',
  ].join('\n')

const all = commands.map(({ listed }) => listed)

const reference = `# The command line

<!-- Generated from src/cli by scripts/cli-reference.ts: do not edit. -->

\`kedge serve\` is the broker. The other commands ask any Kafka cluster, by Kafka's protocol: Kedge, Apache Kafka (tested with 4.3.1), or
what speaks like them. Which one, \`--bootstrap\` or \`KEDGE_BOOTSTRAP\` says; else it is 127.0.0.1:9092. In a clone,
\`npx kedge\` runs it. There is no TLS and no authentication yet.

Data goes to the standard output, messages to the standard error. A table is for people: it may get more columns, and what others
wrote in names and values is shown without its control characters. \`--output json\` is for programs: what is in it stays. Nothing is
asked where nobody sits at a terminal, and there are no colors there, nor with \`--no-color\` or \`NO_COLOR\`.
\`kedge COMMAND --help\` says what is said here, \`kedge completion\` teaches it to a shell.

| exit code | |
|---|---|
${exitMeanings.map(({ code, about }) => row([String(code), about])).join('\n')}

${all.map(section).join('\n\n')}
`

const file = join(repository, 'docs', 'cli.md')
if (!process.argv.includes('--check')) writeFileSync(file, reference)
else if (readFileSync(file, 'utf8') !== reference) {
  console.error('docs/cli.md is out of date: run `node scripts/cli-reference.ts`')
  process.exitCode = 1
}
