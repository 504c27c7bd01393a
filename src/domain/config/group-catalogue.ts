import { type Catalogue, kept } from './definition.ts'
import { boolean, int, oneOf, shaped } from './rule.ts'

const interval = int(0, 15_000)
const heartbeat = int(5_000, 15_000)
const session = int(45_000, 60_000)
const DURATION = /^(latest|earliest|by_duration:P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)$/

/**
 * Every group config of Kafka 4.3 (`GroupConfig`). The ranges are those that the broker configs `group.*.min` and
 * `group.*.max` have by default; none of them can be set here.
 */
export const groupConfigs: Catalogue = new Map([
  kept('consumer.assignment.interval.ms', interval, '1000', 'Least time between two assignments (KIP-848).'),
  kept('consumer.heartbeat.interval.ms', heartbeat, '5000', 'How often members report (KIP-848).'),
  kept('consumer.session.timeout.ms', session, '45000', 'Silence after which a member is removed (KIP-848).'),
  kept(
    'share.assignment.interval.ms',
    interval,
    '1000',
    'Least time between two assignments of a share group.',
  ),
  kept(
    'share.auto.offset.reset',
    shaped(DURATION, 'latest, earliest or by_duration:PnDTnHnMn.nS'),
    'latest',
    'Where a share group begins.',
  ),
  kept(
    'share.delivery.count.limit',
    int(2, 10),
    '5',
    'How often a record is delivered before it is given up.',
  ),
  kept('share.heartbeat.interval.ms', heartbeat, '5000', 'How often members of a share group report.'),
  kept(
    'share.isolation.level',
    oneOf('read_committed', 'read_uncommitted'),
    'read_uncommitted',
    'Whether a share group sees records of open and aborted transactions.',
  ),
  kept('share.partition.max.record.locks', int(100, 4_000), '2000', 'Records that may be held at once.'),
  kept('share.record.lock.duration.ms', int(15_000, 60_000), '30000', 'How long a member holds a record.'),
  kept('share.renew.acknowledge.enable', boolean, 'true', 'Whether members may hold a record for longer.'),
  kept(
    'share.session.timeout.ms',
    session,
    '45000',
    'Silence after which a member of a share group is removed.',
  ),
  kept(
    'streams.assignment.interval.ms',
    interval,
    '1000',
    'Least time between two assignments of a streams group.',
  ),
  kept('streams.heartbeat.interval.ms', heartbeat, '5000', 'How often members of a streams group report.'),
  kept(
    'streams.initial.rebalance.delay.ms',
    int(0),
    '3000',
    'How long an empty streams group waits for members.',
  ),
  kept('streams.num.standby.replicas', int(0, 2), '0', 'Standby replicas of each task.'),
  kept(
    'streams.session.timeout.ms',
    session,
    '45000',
    'Silence after which a member of a streams group is removed.',
  ),
])
