import { setting } from './setting.ts'
import { duration } from './values.ts'

const maxInt = 2 ** 31 - 1

/** What becomes of old records; Kafka's `log.retention.*` and `log.cleaner.*`. What is kept for how long, topics say. */
export const log = {
  logRetentionCheckIntervalMs: setting(
    {
      path: 'log.retention-check-interval-ms',
      flag: '--log-retention-check-interval-ms',
      value: 'TIME',
      type: duration(1, maxInt),
      about: 'How often records that are not to be kept any longer are looked for.',
      kafka: ['log.retention.check.interval.ms'],
    },
    300_000,
  ),
  logCleanerBackoffMs: setting(
    {
      path: 'log.cleaner-backoff-ms',
      flag: '--log-cleaner-backoff-ms',
      value: 'TIME',
      type: duration(1, maxInt),
      about: 'How often compacted topics are looked at for what can be compacted.',
      kafka: ['log.cleaner.backoff.ms'],
    },
    15_000,
  ),
} as const
