import { integer } from '#config/values'
import { any, commandSpec, optional, repeated, required, several, toggle } from '../spec.ts'
import { pair, text } from '../values.ts'
import { connection, output, yes } from './connection.ts'

const maxInt = 2 ** 31 - 1

const config = repeated({
  value: 'NAME=VALUE',
  type: pair,
  about: 'A config of the topic; may be given several times.',
})

export const topicsCreate = commandSpec({
  path: 'topics create',
  about: 'Creates topics.',
  args: { topics: several('TOPIC...', 'The names of the new topics.') },
  flags: {
    partitions: optional({
      value: 'N',
      type: integer(1, maxInt),
      about: 'How many partitions.',
      otherwise: "the broker's num.partitions",
    }),
    replicationFactor: optional({
      value: 'N',
      type: integer(1, 32_767),
      about: 'On how many brokers each partition lies.',
      otherwise: "the broker's default.replication.factor",
    }),
    config,
    ifNotExists: toggle('Leave a topic that exists as it is, and call that success.'),
    output,
    ...connection,
  },
  examples: [
    { about: 'a topic with six partitions', line: 'kedge topics create payments --partitions 6' },
    {
      about: 'a compacted one, unless it is there already',
      line: 'kedge topics create customers --if-not-exists --config cleanup.policy=compact --config segment.ms=3600000',
    },
  ],
})

export const topicsList = commandSpec({
  path: 'topics list',
  about: 'Lists the topics.',
  args: {},
  flags: { internal: toggle("With the cluster's own topics."), output, ...connection },
  examples: [
    { about: 'all topics', line: 'kedge topics list' },
    { about: 'for a program', line: 'kedge topics list --output json' },
  ],
})

export const topicsDescribe = commandSpec({
  path: 'topics describe',
  about: 'Describes topics: partitions, leaders, offsets, sizes, and the configs that are not the defaults.',
  args: { topics: any('TOPIC...', 'The topics; all that are not internal where none is named.') },
  flags: { output, ...connection },
  examples: [
    { about: 'one topic', line: 'kedge topics describe orders' },
    { about: 'two of them, for a program', line: 'kedge topics describe orders greetings --output json' },
  ],
})

export const topicsAlter = commandSpec({
  path: 'topics alter',
  about: 'Changes the configs or the number of partitions of a topic.',
  details:
    'Partitions can be added and never taken away; keys that are produced from then on may go to other partitions than before.',
  args: { topic: required('TOPIC', 'The topic.') },
  flags: {
    config,
    deleteConfig: repeated({
      value: 'NAME',
      type: text,
      about: 'A config that goes back to its default; may be given several times.',
    }),
    partitions: optional({
      value: 'N',
      type: integer(1, maxInt),
      about: 'How many partitions there are to be.',
    }),
    ...connection,
  },
  examples: [
    { about: 'keep records for a day', line: 'kedge topics alter orders --config retention.ms=86400000' },
    { about: 'and no longer', line: 'kedge topics alter orders --delete-config retention.ms' },
    { about: 'eight partitions', line: 'kedge topics alter orders --partitions 8' },
  ],
})

export const topicsDelete = commandSpec({
  path: 'topics delete',
  about: 'Deletes topics and their records.',
  details: 'On a terminal it asks first. Names are taken as they are: there are no patterns.',
  args: { topics: several('TOPIC...', 'The topics.') },
  flags: {
    yes,
    ifExists: toggle('Call it success where there is no such topic.'),
    ...connection,
  },
  examples: [
    { about: 'without being asked', line: 'kedge topics delete scratch --yes' },
    { about: 'in a script that may run twice', line: 'kedge topics delete scratch --yes --if-exists' },
  ],
})
