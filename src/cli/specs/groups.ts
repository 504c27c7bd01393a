import { integer } from '#config/values'
import { any, commandSpec, optional, repeated, required, several, toggle } from '../spec.ts'
import { place, topicPartitions } from '../values.ts'
import { connection, output, yes } from './connection.ts'

const far = Number.MAX_SAFE_INTEGER

export const groupsList = commandSpec({
  path: 'groups list',
  about: 'Lists the consumer groups, with their state, coordinator and number of members.',
  args: {},
  flags: {
    lag: toggle('With how many records each has not committed yet, which asks more of the brokers.'),
    output,
    ...connection,
  },
  examples: [
    { about: 'all groups', line: 'kedge groups list' },
    { about: 'and how far behind they are', line: 'kedge groups list --lag' },
  ],
})

export const groupsDescribe = commandSpec({
  path: 'groups describe',
  about:
    'Describes groups: members and what they are assigned; committed offset, end and lag of each partition.',
  args: { groups: any('GROUP...', 'The groups; all where none is named.') },
  flags: { output, ...connection },
  examples: [
    { about: 'one group', line: 'kedge groups describe team' },
    { about: 'all, for a program', line: 'kedge groups describe --output json' },
  ],
})

export const groupsReset = commandSpec({
  path: 'groups reset',
  about: 'Moves the committed offsets of a group that has no members.',
  details:
    'It prints what would be committed; --execute commits it. An offset that the partition does not have becomes the nearest it has.',
  args: { group: required('GROUP', 'The group.') },
  flags: {
    to: optional({
      value: 'PLACE',
      type: place,
      about:
        'earliest, latest, an offset, the first record since a time (2026-01-31T12:00:00Z, or @ and milliseconds), or since so long ago (90s, 1h, 7d).',
      choices: ['earliest', 'latest'],
    }),
    shiftBy: optional({
      value: 'N',
      type: integer(-far, far),
      about: 'By so many offsets from where it is; back where N is negative.',
    }),
    topic: repeated({
      value: 'TOPIC[:PARTITION,...]',
      type: topicPartitions,
      about: 'Only of this topic, or these partitions of it; may be given several times.',
      otherwise: 'all that the group has committed',
    }),
    execute: toggle('Commit it.'),
    output,
    ...connection,
  },
  examples: [
    { about: 'what it would do', line: 'kedge groups reset batch --to earliest' },
    {
      about: 'an hour back, on two partitions',
      line: 'kedge groups reset batch --to 1h --topic orders:0,1 --execute',
    },
    {
      about: 'over one record that cannot be read',
      line: 'kedge groups reset batch --shift-by 1 --topic orders:0 --execute',
    },
  ],
})

export const groupsDelete = commandSpec({
  path: 'groups delete',
  about: 'Deletes groups that have no members, and what they have committed.',
  details: 'On a terminal it asks first.',
  args: { groups: several('GROUP...', 'The groups.') },
  flags: { yes, ...connection },
  examples: [{ about: 'without being asked', line: 'kedge groups delete old --yes' }],
})
