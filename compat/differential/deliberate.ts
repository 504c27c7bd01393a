import { ofEach } from './scenarios/groups.ts'

/** Where Kedge answers otherwise than Kafka 4.3.1 and is to go on so, why, and in which scenarios it shows. */
interface Difference {
  readonly why: string
  readonly seen: Readonly<Record<string, readonly string[]>>
}

const described = (step: number, member: number, assignment: string): string =>
  `${step} the group is described v6.groups[0].members[${member}].memberAssignment: Kafka "${assignment}", Kedge ""`

const differences: readonly Difference[] = [
  {
    why: 'What a member was assigned is told of a stable group only, as by Kafka before 4.0: it is over, or about to be.',
    seen: {
      'a group with room for one, and ids that were given out': [described(9, 0, 'for a')],
      'a second member joins a stable group': [described(7, 0, 'for a'), described(10, 0, 'for a')],
      'joins while a rebalance gathers its members': [
        described(12, 0, 'for a'),
        described(12, 1, 'for b'),
        described(17, 0, 'for a'),
        described(17, 1, 'for b'),
      ],
      'a static member starts again while its former join waits': [described(9, 0, 'for a')],
      'a static member that does not join again stays': [described(5, 1, 'for one')],
      'the only one to join again waits for the others until the rebalance ends': [described(11, 0, 'for a')],
      'a member that only waits for the others keeps its session': [
        described(12, 0, 'for a'),
        described(12, 1, 'for b'),
      ],
    },
  },
  {
    why: 'Kafka forgets a request when its member asks again or leaves, and never answers it. Answers of a connection keep their order, so that one without an answer would hold up all after it.',
    seen: {
      'a member joins twice while a rebalance gathers its members': [
        '12 b joins v9: Kafka "no answer", Kedge {"errorCode":27,"generationId":-1,"protocolType":null,"proto…',
      ],
      'a follower syncs twice before the leader, over another connection': [
        '7 b syncs v5: Kafka "no answer", Kedge {"errorCode":27,"protocolType":null,"protocolName":null,"ass…',
      ],
      'a member leaves while its sync waits': [
        '7 b syncs v5: Kafka "no answer", Kedge {"errorCode":25,"protocolType":null,"protocolName":null,"ass…',
      ],
    },
  },
  {
    why: 'A refused join is answered with the id that it was asked with; no client looks at it.',
    seen: {
      'a static member starts again while its former join waits': [
        '4 b joins v9.memberId: Kafka "two#1", Kedge ""',
        // The next id is the first that is told.
        '6 b joins v9.memberId: Kafka "two#2", Kedge "two#1"',
        '7 a joins v9.members[1].memberId: Kafka "two#2", Kedge "two#1"',
        '9 the group is described v6.groups[0].members[1].memberId: Kafka "two#2", Kedge "two#1"',
      ],
      'a member leaves while its join waits': ['12 b joins v9.memberId: Kafka "", Kedge "b#1"'],
      'all leave while a rebalance gathers its members': ['11 c joins v9.memberId: Kafka "", Kedge "c#1"'],
    },
  },
  {
    why: 'In a full group, members keep their places against newcomers while they join again; in Kafka whoever joins first is in, and who comes too late is refused for good.',
    seen: {
      'a group that is full, while its members join again': [
        '6 m1 joins v9: Kafka "no answer", Kedge {"errorCode":0,"generationId":2,"protocolType":"consumer","p…',
        '9 m2 joins v9: Kafka "no answer", Kedge {"errorCode":0,"generationId":2,"protocolType":"consumer","p…',
        '10 quick joins v3: Kafka "no answer", Kedge {"errorCode":0,"generationId":2,"protocolType":null,"protoco…',
        '12 late joins v9.errorCode: Kafka 79, Kedge 81',
        '12 late joins v9.memberId: Kafka "late#1", Kedge ""',
        '13 late joins v3: Kafka "no answer", Kedge {"errorCode":81,"generationId":-1,"protocolType":null,"proto…',
        '14 m0 joins v9.errorCode: Kafka 81, Kedge 0',
        '14 m0 joins v9.generationId: Kafka -1, Kedge 2',
        '14 m0 joins v9.protocolType: Kafka null, Kedge "consumer"',
        '14 m0 joins v9.protocolName: Kafka null, Kedge "range"',
        '14 m0 joins v9.leader: Kafka "", Kedge "m0#1"',
        '14 m0 joins v9.memberId: Kafka "", Kedge "m0#1"',
        '14 m0 joins v9.members: of Kafka 0, of Kedge 4',
      ],
    },
  },
  {
    why: 'An id that was given out without an instance is unknown with one; Kafka fails (UNKNOWN_SERVER_ERROR).',
    seen: {
      'an id that was given out, used by a static member': [
        '2 b joins v9.errorCode: Kafka -1, Kedge 25',
        '2 b joins v9.memberId: Kafka "", Kedge "a#1"',
      ],
    },
  },
  {
    why: 'Whatever a member asks shows that it is there; in Kafka, in a stable group, only heartbeats and commits do.',
    seen: {
      'asking for the assignment again': ['5 a is alive v4.errorCode: Kafka 25, Kedge 0'],
      'a follower that joins again in a stable group keeps its session': [
        '10 b is alive v4.errorCode: Kafka 25, Kedge 0',
      ],
    },
  },
  {
    why: 'Nobody has to join again because an id goes that nobody used; Kafka rebalances a stable group for it.',
    seen: ofEach([0, 1, 2, 3, 4, 5], (version) => ({
      [`an id that was given out leaves a stable group v${version}`]: [
        '6 a is alive v4.errorCode: Kafka 27, Kedge 0',
      ],
    })),
  },
  {
    why: 'A member’s client is the one that it joined with last; Kafka shows the one that took the static place first.',
    seen: {
      'two of the same instance join at the same time': [
        '7 the group is described v6.groups[0].members[0].clientId: Kafka "a", Kedge "b"',
      ],
    },
  },
  {
    why: 'What is named twice in a request is answered once: the answer may be a thousand times as large as the question.',
    seen: {
      'a group is described twice in a request': [
        '4 the group is described v6.groups: of Kafka 2, of Kedge 1',
      ],
      ...ofEach([8, 9, 10], (version) => ({
        [`offsets of many groups v${version}`]: [
          `5 offsets are asked for v${version}.groups: of Kafka 2, of Kedge 1`,
        ],
      })),
      ...ofEach([4, 5, 6], (version) => ({
        [`coordinators are looked for v${version}`]: [
          `4 the coordinator is looked for v${version}.coordinators: of Kafka 2, of Kedge 1`,
        ],
      })),
    },
  },
  {
    why: 'A topic of which nothing is asked is answered so; Kafka leaves it out.',
    seen: {
      'offsets are deleted of a group without members': [
        '2 offsets are deleted v0.topics: of Kafka 2, of Kedge 3',
      ],
    },
  },
  {
    why: 'Share groups are not served, whatever their key looks like.',
    seen: {
      'coordinators of share groups are looked for, by no share key v6': [
        '1 the coordinator is looked for v6.coordinators[0].errorCode: Kafka 42, Kedge 35',
        '2 the coordinator is looked for v6.coordinators[0].errorCode: Kafka 42, Kedge 35',
      ],
    },
  },
  {
    why: 'A group’s name has 255 bytes at most, as long as the text that a tool can show.',
    seen: {
      'a group whose name is longer than a topic’s may be': [
        '1 a commits v9.topics[0].partitions[0].errorCode: Kafka 0, Kedge 24',
        '2 a joins v9.errorCode: Kafka 79, Kedge 24',
        '2 a joins v9.memberId: Kafka "a#1", Kedge ""',
        'Kafka: 3 a joins v9; Kedge: nothing',
      ],
    },
  },
]

/** By the scenario's name. A line that is no difference any more is a failure, too. */
export const deliberate: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ...Map.groupBy(
      differences.flatMap(({ seen }) => Object.entries(seen)),
      ([name]) => name,
    ),
  ].map(([name, seen]) => [name, seen.flatMap(([, lines]) => lines)]),
)
