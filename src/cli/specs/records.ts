import { integer, oneOf } from '#config/values'
import { commandSpec, defaulted, optional, repeated, required, toggle } from '../spec.ts'
import { pair, place, text } from '../values.ts'
import { connection, output } from './connection.ts'

const maxInt = 2 ** 31 - 1
const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const formats = ['table', 'json', 'raw'] as const

export const produce = commandSpec({
  path: 'produce',
  about: 'Writes records to a topic: each line of its input, or --value.',
  details:
    'Records with a key go to the partition that the Java client would choose; those without one are spread. With --acks all nothing is written twice.',
  args: { topic: required('TOPIC', 'The topic.') },
  flags: {
    value: optional({
      value: 'TEXT',
      type: text,
      about: 'One record with this value, instead of the input.',
    }),
    key: optional({ value: 'TEXT', type: text, about: 'The key of all records.' }),
    keySeparator: optional({
      value: 'TEXT',
      type: text,
      about: 'What stands between key and value on each line.',
    }),
    header: repeated({
      value: 'NAME=VALUE',
      type: pair,
      about: 'A header of all records; may be given several times.',
    }),
    null: optional({
      value: 'TEXT',
      type: text,
      about:
        'A line (or --value) that is this text has no value at all: it deletes its key from a compacted topic.',
    }),
    partition: optional({ value: 'N', type: integer(0, maxInt), about: 'The partition of all records.' }),
    file: optional({ value: 'FILE', type: text, about: 'Lines from this file instead of the input.' }),
    keepCr: toggle('A carriage return before a line feed belongs to the line; without this it ends it too.'),
    compression: defaulted(
      {
        value: 'CODEC',
        type: oneOf(...compressions),
        about: `${compressions.join(', ')}.`,
        choices: compressions,
      },
      'none',
    ),
    acks: defaulted(
      {
        value: '0 | 1 | all',
        type: oneOf('0', '1', 'all'),
        about: 'What to wait for: nothing, the leader, or all that the topic wants.',
        choices: ['0', '1', 'all'],
      },
      'all',
    ),
    output,
    ...connection,
  },
  examples: [
    { about: 'one record', line: 'kedge produce greetings --value hello' },
    {
      about: 'a record for each line, with keys',
      line: 'seq 3 | sed "s/.*/user-&:hello &/" | kedge produce greetings --key-separator :',
    },
    {
      about: 'compressed, from a file, with a header',
      line: 'kedge produce orders --file orders.jsonl --compression zstd --header source=shop',
    },
  ],
})

export const consume = commandSpec({
  path: 'consume',
  about: 'Reads the records of a topic, up to its end as it is now.',
  details:
    'With --group it is a member of that group, begins where the group has committed, and commits what it has printed. An interrupt ends it with 0; a group is left.',
  args: { topic: required('TOPIC', 'The topic.') },
  flags: {
    from: defaulted(
      {
        value: 'PLACE',
        type: place,
        about:
          'earliest, latest, an offset, the first record since a time (2026-01-31T12:00:00Z, or @ and milliseconds), or since so long ago (90s, 1h, 7d). With --group only earliest or latest, for partitions of which nothing is committed.',
        choices: ['earliest', 'latest'],
        otherwise: 'earliest',
      },
      { kind: 'earliest' },
    ),
    partition: repeated({
      value: 'N',
      type: integer(0, maxInt),
      about: 'Only this partition; may be given several times.',
    }),
    group: optional({ value: 'GROUP', type: text, about: 'Read as a member of this group.' }),
    max: optional({ value: 'N', type: integer(1, maxInt), about: 'Stop after so many records.' }),
    follow: toggle('Do not stop at the end: wait for more.'),
    output: defaulted(
      {
        value: 'table | json | raw',
        type: oneOf(...formats),
        about:
          'table; json: an object on each line, with {"base64": ...} for what is not UTF-8; raw: values as they are, each with a line feed.',
        choices: formats,
      },
      'table',
    ),
    keySeparator: optional({
      value: 'TEXT',
      type: text,
      about: 'With raw: the key, and this, before each value.',
    }),
    ...connection,
  },
  examples: [
    { about: 'all that is there', line: 'kedge consume greetings' },
    { about: 'the last hour, for a program', line: 'kedge consume orders --from 1h --output json' },
    { about: 'the next two records', line: 'kedge consume ticks --from latest --follow --max 2' },
    { about: 'as a member of a group', line: 'kedge consume orders --group team --output raw' },
  ],
})
