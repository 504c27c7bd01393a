import { secretPlaces } from '#config/places'
import { configFile, schema } from '#config/schema'
import { type Setting, variable } from '#config/setting'
import { generated } from './generated.ts'

// Writes docs/configuration.md out of the schema of the settings; with --check, says whether it is up to date.

const settings: readonly Setting<unknown>[] = Object.values(schema)
const code = (text: string): string => `\`${text}\``
const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const rows = [
  ...settings.map((of) =>
    row([
      code(`${of.flag}${of.value === null ? '' : ` ${of.value}`}`),
      code(variable(of)),
      code(of.path),
      of.otherwise,
      of.about,
    ]),
  ),
  ...secretPlaces.map((of) => row(['', code(variable(of)), code(of.path), 'none', of.about])),
]

const reference = `# Configuration

<!-- Generated from src/config/schema.ts by scripts/config-reference.ts: do not edit. -->

Each setting can be a flag of \`kedge serve\`, an environment variable, or a key of \`kedge.yaml\`. A flag wins over a variable,
a variable over the file, the file over the default. The file is the one named by \`${configFile.flag} ${configFile.value}\` or
\`${configFile.variable}\`, else the first that is there of \`${configFile.otherwise}\`, \`$XDG_CONFIG_HOME/kedge/kedge.yaml\`
(\`~/.config\`) and \`/etc/kedge/kedge.yaml\`. A key is written as a path (\`server.port: 9092\`) or level by level.

[kedge.example.yaml](kedge.example.yaml) has every setting; [kedge.schema.json](kedge.schema.json) lets editors complete and check the
file. \`kedge config check\` says whether the start would be refused; \`kedge config print\` shows what is set and where, with
\`--defaults\` also the rest, with \`--output json\` for programs. Both take the flags of \`kedge serve\`.

Everything that is wrong is reported at once, each with the place where it was written, and the start is refused: exit code 2
for a flag that does not exist or lacks its value, 78 for a value that cannot be. An unknown key of the file is such a fault, an unknown
\`KEDGE_\` variable only a warning. \`KEDGE_PORT\` is no setting, since Kubernetes sets it for a service named kedge; an empty
variable is not set.

| flag | variable | key in kedge.yaml | default | |
|---|---|---|---|---|
${rows.join('\n')}

A TIME is milliseconds or text like \`500ms\`, \`30s\`, \`10m\`, \`1h\`, \`7d\`, or ISO 8601 as
in \`PT30S\`; a SIZE is bytes or text like \`512KiB\`, \`16MiB\`, \`1GiB\`.

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

## Listeners

\`--host\` and \`--port\` are the short form of one listener, which is called PLAINTEXT. Several have names, and each tells its clients
addresses of its own, those of all brokers of the cluster:

\`\`\`yaml
server:
  listeners: INTERNAL://0.0.0.0:9092,EXTERNAL://0.0.0.0:9094
  advertised-listeners: INTERNAL://kedge-0.kedge:9092,EXTERNAL://kafka.example.org:9094
  insecure: true
\`\`\`

A client that connects to EXTERNAL is told of EXTERNAL's addresses alone. A broker without a listener of that name is not there for
such a client, and partitions that it leads have no leader (LISTENER_NOT_FOUND), as in Kafka: give all brokers the same names, which
are compared without regard to case. A listener without a host (\`INTERNAL://:9092\`) listens on \`server.host\`; one without an advertised address tells the one
that it listens on. With \`--brokers N\` the ports of every listener count up. Whoever listens on more than loopback needs
\`--insecure\`.

## Secrets

A secret is a variable, or a key of the file, or the content of a file that \`..._FILE\` names, as Docker and Kubernetes mount them;
the newline at its end does not count. It is never a flag, as everybody on the machine sees those, and is shown nowhere.

## Names of other manifests

| taken | is called here |
|---|---|
${settings
  .flatMap((of) => (of.formerly ?? []).map((name) => row([code(name), code(variable(of))])))
  .join('\n')}
| \`KORVET_...\` | \`KEDGE_...\`, for each variable of these two tables |

They are taken with a warning. Two names of one setting with different values are a fault.

## Kafka's names

Taken in the file and as flags (\`--num.partitions 3\`), not as variables: those that begin with \`KAFKA_\` are often meant for
clients of the same container.

| in server.properties | here |
|---|---|
${settings.flatMap((of) => (of.kafka ?? []).map((name) => row([code(name), code(of.path)]))).join('\n')}

\`log.retention.ms\`, \`log.retention.bytes\` and \`message.max.bytes\` are defaults of topics, which are the cluster's, not a broker's (ADR 0029): they are given to a cluster that has
none of its own, and what it has stays. With other defaults of topics the start is refused, with the command that sets them for all brokers:
\`kafka-configs --bootstrap-server HOST:PORT --alter --entity-type brokers --entity-default --add-config NAME=VALUE\`.
`

generated('configuration.md', reference, 'config-reference.ts')
