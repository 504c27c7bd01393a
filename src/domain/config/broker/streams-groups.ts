import { type Catalogue, kept, shown } from '../definition.ts'
import { int } from '../rule.ts'

/** Streams groups (KIP-1071). */
export const streamsGroupsConfigs: Catalogue = new Map([
  kept(
    'group.streams.assignment.interval.ms',
    int(0),
    '1000',
    'Least time between two assignments of a streams group.',
  ),
  shown('group.streams.heartbeat.interval.ms', int(1), '5000', 'How often members of streams groups report.'),
  shown(
    'group.streams.initial.rebalance.delay.ms',
    int(0),
    '3000',
    'How long an empty streams group waits for further members.',
  ),
  shown('group.streams.max.assignment.interval.ms', int(0), '15000', 'The most that a group may set.'),
  shown('group.streams.max.heartbeat.interval.ms', int(1), '15000', 'The most that a group may set.'),
  shown('group.streams.max.session.timeout.ms', int(1), '60000', 'The most that a group may set.'),
  shown('group.streams.max.size', int(1), '2147483647', 'Members of one streams group.'),
  shown('group.streams.max.standby.replicas', int(0), '2', 'The most that a group may set.'),
  shown('group.streams.min.assignment.interval.ms', int(0), '0', 'The least that a group may set.'),
  shown('group.streams.min.heartbeat.interval.ms', int(1), '5000', 'The least that a group may set.'),
  shown('group.streams.min.session.timeout.ms', int(1), '45000', 'The least that a group may set.'),
  shown('group.streams.num.standby.replicas', int(0), '0', 'Standby replicas of each task.'),
  shown(
    'group.streams.session.timeout.ms',
    int(1),
    '45000',
    'Silence after which a member of a streams group is removed.',
  ),
])
