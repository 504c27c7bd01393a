import type { ConfigEntry } from '#application/configs'

/** Kafka's numbers for where a config comes from (KIP-226) and of what type it is (KIP-569). */
export const configSources = {
  topic: 1,
  broker: 2,
  'all-brokers': 3,
  'static-broker': 4,
  default: 5,
  'broker-logger': 6,
  'client-metrics': 7,
  group: 8,
} as const satisfies Record<ConfigEntry['source'], number>
export const configTypes = {
  unknown: 0,
  boolean: 1,
  string: 2,
  int: 3,
  short: 4,
  long: 5,
  double: 6,
  list: 7,
  class: 8,
  password: 9,
} as const satisfies Record<ConfigEntry['type'], number>

/** What CreateTopics and DescribeConfigs both say of a config. What is secret is never said. */
export const configView = ({ name, value, source, readOnly, sensitive }: ConfigEntry) => ({
  name,
  value: sensitive ? null : value,
  readOnly,
  configSource: configSources[source],
  isSensitive: sensitive,
})
