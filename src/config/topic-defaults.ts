import { derived } from './setting.ts'
import { duration, size } from './values.ts'

const inForce = 'what the cluster has'
const rule =
  'Given to a cluster that has none of its own; it is altered later with kafka-configs, for all brokers.'

/** Defaults of topics that a broker may bring along; Kafka's `log.retention.*` and `message.max.bytes` (ADR 0029). */
export const topicDefaults = {
  logRetentionMs: derived(
    {
      path: 'log.retention-ms',
      flag: '--log-retention-ms',
      value: 'TIME',
      type: duration(-1, Number.MAX_SAFE_INTEGER),
      about: `How long records of topics that do not say are kept; -1 for ever. ${rule}`,
      kafka: ['log.retention.ms'],
      example: '7d',
    },
    inForce,
  ),
  logRetentionBytes: derived(
    {
      path: 'log.retention-bytes',
      flag: '--log-retention-bytes',
      value: 'SIZE',
      type: size(-1, Number.MAX_SAFE_INTEGER),
      about: `How much of a partition is kept of topics that do not say; -1 for all. ${rule}`,
      kafka: ['log.retention.bytes'],
      example: '-1',
    },
    inForce,
  ),
  messageMaxBytes: derived(
    {
      path: 'message.max-bytes',
      flag: '--message-max-bytes',
      value: 'SIZE',
      type: size(0, 2 ** 31 - 1),
      about: `The largest batch that topics take that do not say. ${rule}`,
      kafka: ['message.max.bytes'],
      example: '1MiB',
    },
    inForce,
  ),
} as const
