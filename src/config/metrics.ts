import { setting } from './setting.ts'
import { boolean, duration, host, integer, oneOf } from './values.ts'

const maxInt = 2 ** 31 - 1

/** Where health and metrics are served, and how much is said. The port is `http.port`. */
export const metrics = {
  httpHost: setting(
    {
      path: 'http.host',
      flag: '--http-host',
      value: 'HOST',
      type: host,
      about: 'The address that health and metrics are served on. They can be read by whoever reaches it.',
    },
    '127.0.0.1',
  ),
  metricsMaxTopics: setting(
    {
      path: 'metrics.max-topics',
      flag: '--metrics-max-topics',
      value: 'N',
      type: integer(0, 100_000),
      about: 'Topics that are counted by name; those beyond are counted together as _other.',
    },
    1_000,
  ),
  metricsMaxPartitions: setting(
    {
      path: 'metrics.max-partitions',
      flag: '--metrics-max-partitions',
      value: 'N',
      type: integer(0, 1_000_000),
      about: 'Partitions, and partitions of groups, of which this broker tells offsets and lag.',
    },
    10_000,
  ),
  metricsCollectIntervalMs: setting(
    {
      path: 'metrics.collect-interval-ms',
      flag: '--metrics-collect-interval-ms',
      value: 'TIME',
      type: duration(0, maxInt),
      about: 'Offsets and groups are looked up when metrics are read, but not more often than this.',
    },
    10_000,
    '10s',
  ),
  kafkaExporterNames: setting(
    {
      path: 'metrics.kafka-exporter-names',
      flag: '--metrics-kafka-exporter-names',
      value: null,
      type: boolean,
      about: 'Tell offsets, groups and lag also under the names of kafka_exporter, for its dashboards.',
    },
    false,
  ),
  traces: setting(
    {
      path: 'otel.traces',
      flag: '--otel-traces',
      value: 'auto | on | off',
      type: oneOf('auto', 'on', 'off'),
      about:
        'Spans for requests, through @opentelemetry/api; auto: where an SDK was loaded before (node --import).',
    },
    'auto',
  ),
} as const
