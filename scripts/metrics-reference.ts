import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue, type Definition } from '#ports/metric-catalogue'
import { repository } from '#test/support/unpacked'

// Writes docs/metrics.md out of the catalogue; with --check, says whether it is up to date.

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const rowOf = (name: string, { kind, labels, help }: Definition): string =>
  row([`\`${name}\``, kind, labels.map((label) => `\`${label}\``).join(', '), help])

const table = (prefix: string): string =>
  [
    row(['metric', 'type', 'labels', '']),
    '|---|---|---|---|',
    ...Object.entries(catalogue)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, definition]) => rowOf(name, definition)),
  ].join('\n')

const page = `# Metrics

<!-- Generated from src/ports/metric-catalogue.ts by scripts/metrics-reference.ts: do not edit. -->

\`GET /metrics\` (or \`/actuator/prometheus\`) on \`--http-port\`, in Prometheus's text format, or in OpenMetrics where the
\`Accept\` header asks for it. One port for all brokers of a process: what they count is added up. A text is kept for a second,
so that many scrapers cost what one does.

Each broker tells of the partitions that it leads and of the groups that it coordinates: over all brokers nothing is told twice,
and \`sum\` is right. When a broker dies, another tells the rest. These are looked up when somebody scrapes, at most every
\`--metrics-collect-interval-ms\`, for at most \`--metrics-max-partitions\` partitions and as many offsets of groups (of groups that have been silent since this broker started, 1,000);
what was beyond
is in \`kedge_collection_left_out\`. A scrape waits two seconds for a look; what it shows then is as old as
\`kedge_collection_age_seconds\` says. Topics beyond \`--metrics-max-topics\` are counted as topic \`_other\`.

## What lag means

* \`kedge_group_lag_records\` is the end of the log less the committed offset, as \`kafka-consumer-groups\` has it. Offsets whose records
  were compacted away or deleted count.
* \`kedge_group_lag_seconds\` is how long the first batch that the group has not wholly consumed has been there: now less the newest timestamp
  in that batch's header. It is 0 when the committed offset is the end of the log. The timestamp is the one that Kafka has: with
  \`message.timestamp.type=CreateTime\`, the default, it is the producer's clock, so records sent with old timestamps are old at once; with
  \`LogAppendTime\` it is the broker's. A group that starts below the log start is measured from there. Where a batch has no timestamp, or its
  records were compacted away, nothing is told. At most 500 batches are read for it in a look; with more groups on the move than that, a value may be
  higher than the truth until its turn comes, never lower.
* Both go by committed offsets: a consumer that reads and does not commit is behind.

## Kedge's own

${table('kedge_')}

## Of the process

Prometheus's and Node's usual names, as prom-client has them: \`process_cpu_seconds_total\`, \`process_resident_memory_bytes\`,
\`process_open_fds\`, \`nodejs_eventloop_lag_*_seconds\` (how late the event loop is; all requests wait for it), \`nodejs_gc_duration_seconds\`,
\`nodejs_heap_size_used_bytes\` and the like. They are measured from the first scrape on; \`kedge_event_loop_delay_seconds\` from the start.

## The names of kafka_exporter

With \`--metrics-kafka-exporter-names\`, so that dashboards and alerts made for it work. \`current_offset\` of a partition is its end, as
there.

${table('kafka_')}

## Health

| path | 200 when | else |
|---|---|---|
| \`/health/live\`, \`/livez\`, \`/healthz\`, \`/actuator/health/liveness\` | the process answers; the store is never asked | no answer: restart it |
| \`/health/ready\`, \`/readyz\`, \`/actuator/health\`, \`/actuator/health/readiness\` | the store answered within a second, the cluster's journal is read, this broker is registered, and it is not draining | 503: send nobody here |

\`?verbose\` lists each check and why. Only GET and HEAD; no token. Probes of Kubernetes come from outside the container:
\`KEDGE_HTTP_HOST=0.0.0.0\` lets them.

## Traces

Spans go to whatever OpenTelemetry SDK is loaded before Kedge (\`NODE_OPTIONS='--import ./your-sdk.mjs'\`, with \`@opentelemetry/api\` 1.10 or
newer beside Kedge): one for each request (\`Produce\`, \`Fetch\`, …; \`messaging.system\`, \`kafka.api.key\`, \`kafka.api.version\`, \`messaging.client.id\`,
\`error.type\`), under it \`append\` for each partition that is produced to and \`read\` for each read of a log. Without an SDK nothing is loaded and
nothing is made. Whoever runs code in the process can subscribe to \`kedge:request\` of \`node:diagnostics_channel\`.

Alerts for Prometheus are in [deploy/prometheus/alerts.yml](../deploy/prometheus/alerts.yml), a dashboard for Grafana in
[deploy/grafana/kedge.json](../deploy/grafana/kedge.json).
`

const file = join(repository, 'docs', 'metrics.md')
if (!process.argv.includes('--check')) writeFileSync(file, page)
else if (readFileSync(file, 'utf8') !== page) {
  console.error('docs/metrics.md is out of date: run `node scripts/metrics-reference.ts`')
  process.exitCode = 1
}
