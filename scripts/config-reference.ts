import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configFile, schema } from '#config/schema'
import { variable } from '#config/setting'
import { repository } from '#test/support/unpacked'

// Writes docs/configuration.md out of the schema of the settings; with --check, says whether it is up to date.

const settings = Object.values(schema)
const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const reference = `# Configuration

<!-- Generated from src/config/schema.ts by scripts/config-reference.ts: do not edit. -->

Each setting can be a flag of \`kedge serve\`, an environment variable, or a key of \`kedge.yaml\`. A flag wins over a variable,
a variable over the file, the file over the default. The file is the one named by \`${configFile.flag} ${configFile.value}\` or
\`${configFile.variable}\`, else \`${configFile.otherwise}\` where there is one.

Everything that is wrong is reported at once, each with the place where it was written, and the start is refused: exit code 2
for a flag that does not exist or lacks its value, 78 for a value that cannot be. An unknown key of the file is such a fault, an unknown
\`KEDGE_\` variable only a warning. \`KEDGE_PORT\` is no setting, since Kubernetes sets it for a service named kedge; an empty
variable is not set.

| flag | variable | key in kedge.yaml | default | |
|---|---|---|---|---|
${settings
  .map((of) =>
    row([
      `\`${of.flag}${of.value === null ? '' : ` ${of.value}`}\``,
      `\`${variable(of)}\``,
      `\`${of.path}\``,
      of.otherwise,
      of.about,
    ]),
  )
  .join('\n')}

A TIME is milliseconds or text like \`500ms\`, \`30s\`, \`10m\`, \`1h\`; a SIZE is bytes or text like \`512KiB\`, \`16MiB\`.

\`\`\`yaml
# kedge.yaml
store: redis://127.0.0.1:6379
durability: everysec
server:
  port: 9092
  num-partitions: 3
log:
  level: debug
\`\`\`
`

const file = join(repository, 'docs', 'configuration.md')
if (!process.argv.includes('--check')) writeFileSync(file, reference)
else if (readFileSync(file, 'utf8') !== reference) {
  console.error('docs/configuration.md is out of date: run `node scripts/config-reference.ts`')
  process.exitCode = 1
}
