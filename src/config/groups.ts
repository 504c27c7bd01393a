import { setting } from './setting.ts'
import { duration, integer } from './values.ts'

const maxInt = 2 ** 31 - 1

/** What consumer groups may do, and how long their offsets are kept; Kafka's `group.*` and `offsets.*`. */
export const groups = {
  groupInitialRebalanceDelayMs: setting(
    {
      path: 'group.initial-rebalance-delay-ms',
      flag: '--group-initial-rebalance-delay-ms',
      value: 'TIME',
      type: duration(0, 600_000),
      about: 'How long the first rebalance of an empty group waits for further members.',
      kafka: ['group.initial.rebalance.delay.ms'],
      formerly: ['KEDGE_SERVER_REBALANCE_DELAY'],
    },
    3000,
  ),
  groupMinSessionTimeoutMs: setting(
    {
      path: 'group.min-session-timeout-ms',
      flag: '--group-min-session-timeout-ms',
      value: 'TIME',
      type: duration(1, maxInt),
      about: 'The shortest session timeout that a member may ask for.',
      kafka: ['group.min.session.timeout.ms'],
    },
    6000,
  ),
  groupMaxSessionTimeoutMs: setting(
    {
      path: 'group.max-session-timeout-ms',
      flag: '--group-max-session-timeout-ms',
      value: 'TIME',
      type: duration(1, maxInt),
      about: 'The longest session timeout that a member may ask for.',
      kafka: ['group.max.session.timeout.ms'],
    },
    1_800_000,
  ),
  groupMaxSize: setting(
    {
      path: 'group.max-size',
      flag: '--group-max-size',
      value: 'N',
      type: integer(1, 10_000),
      about: 'The most members that a group may have.',
      kafka: ['group.max.size'],
    },
    1000,
  ),
  offsetsRetentionMinutes: setting(
    {
      path: 'offsets.retention-minutes',
      flag: '--offsets-retention-minutes',
      value: 'N',
      type: integer(1, maxInt),
      about: 'How long the offsets of a group without members are kept.',
      kafka: ['offsets.retention.minutes'],
    },
    10_080,
  ),
  offsetsRetentionCheckIntervalMs: setting(
    {
      path: 'offsets.retention-check-interval-ms',
      flag: '--offsets-retention-check-interval-ms',
      value: 'TIME',
      type: duration(1, maxInt),
      about: 'How often expired offsets, and empty groups that have none, are looked for.',
      kafka: ['offsets.retention.check.interval.ms'],
    },
    600_000,
  ),
} as const
