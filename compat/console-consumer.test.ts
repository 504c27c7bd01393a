import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { groupAdmin } from '../test/e2e/groups/admin.ts'
import { type GroupSite, openSite, sites } from '../test/e2e/groups/sites.ts'
import { type ConsoleConsumer, consoleConsumer } from './java.ts'

const PARTITIONS = 6
const assignor = (name: string) => ({
  'partition.assignment.strategy': `org.apache.kafka.clients.consumer.${name}`,
})
const ways = [
  { way: 'range', properties: () => assignor('RangeAssignor') },
  { way: 'cooperative-sticky', properties: () => assignor('CooperativeStickyAssignor') },
  { way: 'static', properties: (member: string) => ({ 'group.instance.id': member }) },
] as const

describe.for(sites())('kafka-console-consumer on %s', (name) => {
  let site: GroupSite
  const consumers: ConsoleConsumer[] = []
  beforeAll(async () => {
    site = await openSite[name]()
  })
  afterAll(async () => {
    await Promise.all(consumers.map((consumer) => consumer.kill9()))
    await site?.stop()
  })

  test('two in a group (range, cooperative-sticky, static members) share, one is killed, both resume after a restart', async () => {
    const admin = groupAdmin(site.at)
    const groups = await Promise.all(
      ways.map(async ({ way, properties }) => {
        await admin.createTopic(way, PARTITIONS)
        let written = 0
        const started: ConsoleConsumer[] = []
        const start = (member: string) => {
          const consumer = consoleConsumer(site.at(), way, way, {
            'session.timeout.ms': 6000,
            'heartbeat.interval.ms': 500,
            'auto.commit.interval.ms': 300,
            ...properties(member),
          })
          consumers.push(consumer)
          started.push(consumer)
          return consumer
        }
        const printed = () => started.flatMap(({ lines }) => lines)
        /** Each partition gets records until somebody has printed one of each. */
        const serve = async (when: string, isDone: () => boolean) => {
          await eventually(`${way}: ${when}`, async () => {
            const values = Array.from({ length: PARTITIONS }, (_, i) => `${when} ${written + i}`)
            await admin.produce(way, PARTITIONS, values)
            written += PARTITIONS
            await eventually(`${way}: ${when}, all are printed`, () =>
              new Set(printed()).size === written ? true : undefined,
            )
            return isDone() ? true : undefined
          })
        }
        const settle = () =>
          eventually(`${way}: all is committed`, async () => {
            const committed = await admin.committed(way, way)
            const sum = [...committed.values()].reduce((all, offset) => all + offset, 0)
            return sum === written ? true : undefined
          })
        return { way, start, serve, settle, started, printed, written: () => written }
      }),
    )
    const each = <A>(act: (group: (typeof groups)[number]) => Promise<A>) => Promise.all(groups.map(act))

    const pairs = await each(async ({ start, serve, settle }) => {
      const pair = [start('one'), start('two')] as const
      await serve('two consumers', () => pair.every(({ lines }) => lines.length > 0))
      await settle()
      return pair
    })
    await Promise.all(pairs.map(([one]) => one.kill9()))
    await each(async ({ serve, settle }) => {
      // The session of the other runs out; then all of it is the survivor's.
      await serve('one consumer', () => true)
      await settle()
    })
    await Promise.all(pairs.map(([, two]) => two.stop()))
    await site.restart()
    await each(async ({ way, start, serve, settle, started, printed, written }) => {
      start('one')
      start('two')
      await serve('after the restart', () => true)
      await settle()
      // Quiet whenever somebody joined, died or left: nothing was printed twice.
      expect(printed().length, `${way}: ${JSON.stringify(started.map(({ lines }) => lines))}`).toBe(written())
    })
  })
})
