import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { groupAdmin } from '../test/e2e/groups/admin.ts'
import { type GroupRun, groupRun } from '../test/e2e/groups/group-run.ts'
import { type GroupSite, openSite, sites } from '../test/e2e/groups/sites.ts'
import { javaHost, tool } from './java.ts'

// kafka-consumer-groups.sh, in the order in which an operator uses it.

const GROUP = 'operated'
const TOPIC = 'watched'
const PARTITIONS = 4
const MEMBERS = ['one', 'two']
const END = 50

describe.for(sites())('kafka-consumer-groups on %s', (name) => {
  let site: GroupSite
  let run: GroupRun
  let betweenRecords = ''
  const groups = (...args: readonly string[]) =>
    tool('consumer.group.ConsumerGroupCommand', '--bootstrap-server', site.at(), ...args)
  const reset = async (...args: readonly string[]) => {
    const told = await groups('--group', GROUP, '--reset-offsets', ...args, '--execute')
    return rowsOf(told)
      .toSorted(byPartition)
      .map((row) => [row['PARTITION'], row['NEW-OFFSET']])
  }
  const committed = async () =>
    [...(await groupAdmin(site.at).committed(GROUP, TOPIC))].toSorted(([a], [b]) => a - b)

  beforeAll(async () => {
    site = await openSite[name]()
    run = groupRun(site, javaHost, { group: GROUP, topic: TOPIC, partitions: PARTITIONS })
    await run.create()
    run.join(...MEMBERS)
    await run.watch.shared(MEMBERS, PARTITIONS)
    await run.everyRecordOnce('at first')
  })
  afterAll(async () => {
    await run?.stop()
    await site?.stop()
  })

  test('--list names it, with its state', async () => {
    expect((await groups('--list')).trim()).toBe(GROUP)
    expect(rowsOf(await groups('--list', '--state', 'Stable'))).toEqual([{ GROUP, STATE: 'Stable' }])
    expect(rowsOf(await groups('--list', '--state', 'Empty'))).toEqual([])
    expect(rowsOf(await groups('--list', '--type', 'classic'))).toEqual([{ GROUP, TYPE: 'Classic' }])
    expect(rowsOf(await groups('--list', '--type', 'consumer'))).toEqual([])
  })

  test('--describe tells offsets and lag, members and their partitions, state', async () => {
    const offsets = rowsOf(await groups('--describe', '--group', GROUP)).toSorted(byPartition)
    const owners = ['one', 'one', 'two', 'two']
    expect(offsets).toEqual(
      owners.map((owner, partition) => ({
        GROUP,
        TOPIC,
        PARTITION: String(partition),
        'CURRENT-OFFSET': String(END),
        'LOG-END-OFFSET': String(END),
        LAG: '0',
        'CONSUMER-ID': expect.stringMatching(new RegExp(`^${owner}-\\S{20,}$`)),
        HOST: '/127.0.0.1',
        'CLIENT-ID': owner,
      })),
    )
    const members = rowsOf(await groups('--describe', '--group', GROUP, '--members', '--verbose'))
    expect(
      members
        .toSorted((a, b) => textOf(a['CLIENT-ID']).localeCompare(textOf(b['CLIENT-ID'])))
        .map((row) => [row['CLIENT-ID'], row['#PARTITIONS'], row['CURRENT-ASSIGNMENT']]),
    ).toEqual([
      ['one', '2', `${TOPIC}:0,1`],
      ['two', '2', `${TOPIC}:2,3`],
    ])
    const state = await groups('--describe', '--group', GROUP, '--state')
    expect(state).toMatch(new RegExp(`${GROUP} +${site.at()} +\\(\\d+\\) +range +Stable +2`))
  })

  test('a group with members is neither reset nor deleted', async () => {
    const told = await groups(
      '--group',
      GROUP,
      '--topic',
      TOPIC,
      '--reset-offsets',
      '--to-earliest',
      '--execute',
    ).catch(String)
    expect(told).toContain("Assignments can only be reset if the group 'operated' is inactive")
    expect(await groups('--delete', '--group', GROUP).catch(String)).toContain('GroupNotEmptyException')
    const subscribed = await groups('--delete-offsets', '--group', GROUP, '--topic', `${TOPIC}:0`).catch(
      String,
    )
    expect(subscribed).toContain('GroupSubscribedToTopicException')
    expect((await committed()).map(([, offset]) => offset)).toEqual([END, END, END, END])
  })

  test('--describe tells the lag of a group without members', async () => {
    await run.leave(MEMBERS)
    betweenRecords = new Date(Date.now() + 1).toISOString().replace('Z', '')
    const values = Array.from({ length: 40 }, (_, i) => `later ${i}`)
    // The second of two times in one millisecond.
    while (new Date().toISOString() <= `${betweenRecords}Z`);
    await groupAdmin(site.at).produce(TOPIC, PARTITIONS, values)
    const rows = rowsOf(await groups('--describe', '--group', GROUP)).toSorted(byPartition)
    expect(
      rows.map((row) => [row['CURRENT-OFFSET'], row['LOG-END-OFFSET'], row['LAG'], row['CONSUMER-ID']]),
    ).toEqual(Array.from({ length: PARTITIONS }, () => ['50', '60', '10', '-']))
    const state = await groups('--describe', '--group', GROUP, '--state')
    expect(state).toMatch(new RegExp(`${GROUP} +${site.at()} +\\(\\d+\\) +- +Empty +0`))
  })

  test('--reset-offsets: by shift, to a time, to the earliest, to the latest', async () => {
    expect(await reset('--topic', `${TOPIC}:0`, '--shift-by', '-7')).toEqual([['0', '43']])
    expect(await reset('--topic', `${TOPIC}:1`, '--shift-by', '1000')).toEqual([['1', '60']])
    expect(await reset('--topic', `${TOPIC}:2`, '--to-datetime', betweenRecords)).toEqual([['2', '50']])
    expect(await reset('--topic', `${TOPIC}:3`, '--to-offset', '12')).toEqual([['3', '12']])
    expect(await committed()).toEqual([
      [0, 43],
      [1, 60],
      [2, 50],
      [3, 12],
    ])
    const earliest = await reset('--topic', TOPIC, '--to-earliest')
    expect(earliest).toEqual(['0', '1', '2', '3'].map((partition) => [partition, '0']))
    expect((await committed()).map(([, offset]) => offset)).toEqual([0, 0, 0, 0])
    const latest = await reset('--all-topics', '--to-latest')
    expect(latest).toEqual(['0', '1', '2', '3'].map((partition) => [partition, '60']))
  })

  test('--delete-offsets forgets one partition, --delete the group', async () => {
    const told = rowsOf(await groups('--delete-offsets', '--group', GROUP, '--topic', `${TOPIC}:1`))
    expect(told).toEqual([{ TOPIC, PARTITION: '1', STATUS: 'Successful' }])
    expect((await committed()).map(([partition]) => partition)).toEqual([0, 2, 3])
    expect(await groups('--delete', '--group', GROUP)).toContain(`('${GROUP}') was successful`)
    expect((await groups('--list')).trim()).toBe('')
    expect(await groups('--describe', '--group', GROUP).catch(String)).toContain(`Group ${GROUP} not found`)
    expect(await groups('--delete', '--group', GROUP).catch(String)).toContain('GroupIdNotFoundException')
  })

  test('a reset makes a group that was not there', async () => {
    expect(await reset('--topic', `${TOPIC}:0`, '--to-offset', '5')).toEqual([['0', '5']])
    expect((await groups('--list')).trim()).toBe(GROUP)
    expect(await committed()).toEqual([[0, 5]])
  })
})

type Row = Readonly<Record<string, string>>

/** The tables that it prints: names in capitals, then a line each row. */
const rowsOf = (printed: string): readonly Row[] => {
  const lines = printed.split('\n').filter((line) => line.trim() !== '')
  const head = lines.findIndex((line) => /^[A-Z]+ +[A-Z]/.test(line))
  if (head < 0) return []
  const names = wordsOf(lines[head] ?? '')
  return lines
    .slice(head + 1)
    .map((line) => Object.fromEntries(wordsOf(line).map((word, i) => [names[i] ?? i, word])))
}

const wordsOf = (line: string): readonly string[] => line.trim().split(/ {2,}| (?=\/|\S+$)/)

const byPartition = (one: Row, other: Row): number => Number(one['PARTITION']) - Number(other['PARTITION'])

const textOf = (field: string | undefined): string => field ?? ''
