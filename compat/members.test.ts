import { afterAll, describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { type GroupRun, groupRun } from '../test/e2e/groups/group-run.ts'
import { rebalancesOf, violationsOf } from '../test/e2e/groups/oracle.ts'
import { type GroupSite, openSite, sites } from '../test/e2e/groups/sites.ts'
import { javaHost } from './java.ts'

const PARTITIONS = 16
const named = (prefix: string, first: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}-${first + i}`)

describe.for(sites())('members by the Java client on %s', (site) => {
  const opened: GroupSite[] = []
  const runs: GroupRun[] = []
  const open = async (shape: Omit<Parameters<typeof groupRun>[2], 'partitions' | 'topic'>) => {
    const at = await openSite[site]()
    opened.push(at)
    const run = groupRun(at, javaHost, { topic: shape.group, partitions: PARTITIONS, ...shape })
    runs.push(run)
    await run.create()
    return { at, run }
  }
  afterAll(async () => {
    await Promise.all(runs.map((run) => run.stop()))
    await Promise.all(opened.map((each) => each.stop()))
  })

  test.concurrent.for(['range', 'cooperative-sticky'] as const)(
    'share by %s: two, then eight; four are killed; offsets resume after a restart of everything',
    async (assignor) => {
      const { at, run } = await open({ group: assignor, assignor })
      const [pair, more, dead] = [named('a', 0, 2), named('b', 2, 2), named('c', 4, 4)]
      run.join(...pair)
      await run.watch.shared(pair, PARTITIONS)
      await run.everyRecordOnce('two members')
      run.join(...more)
      run.join(...dead)
      await run.watch.shared([...pair, ...more, ...dead], PARTITIONS)
      await run.everyRecordOnce('eight members')
      await run.kill(...dead)
      await run.watch.shared([...pair, ...more], PARTITIONS)
      await run.everyRecordOnce('four members')
      await run.leave([...pair, ...more])
      await at.restart()
      run.join(...pair)
      await run.watch.shared(pair, PARTITIONS)
      await run.everyRecordOnce('after the restart')
      expect(violationsOf(run.watch.events)).toEqual([])
      await run.leave(pair)
    },
  )

  test.concurrent('that are static keep their partitions when they come back, and nobody else notices', async () => {
    const { run } = await open({ group: 'static', isStatic: true, sessionMs: 20_000 })
    const [staying, dying] = [named('staying', 0, 2), named('dying', 2, 2)]
    run.join(...staying)
    run.join(...dying)
    const all = [...staying, ...dying]
    await run.watch.shared(all, PARTITIONS)
    await run.everyRecordOnce('before')
    const before = new Map(all.map((member) => [member, run.watch.owned(member)]))

    const noticed = () => rebalancesOf(run.watch.events.filter(({ member }) => staying.includes(member)))
    const quiet = noticed()
    await run.kill(...dying)
    run.join(...dying)
    await eventually('they are back', () =>
      dying.every((member) => run.watch.owned(member).length > 0) ? true : undefined,
    )
    await run.everyRecordOnce('after')
    expect(new Map(all.map((member) => [member, run.watch.owned(member)]))).toEqual(before)
    expect(noticed()).toEqual(quiet)

    // A second process under the same names: the first ones are fenced.
    run.join(...staying)
    await eventually('the first ones are fenced', () => {
      const fenced = run.watch.events.filter(
        (event) => event.type === 'error' && /FencedInstanceId/.test(event.text),
      )
      return fenced.length >= staying.length ? true : undefined
    })
    expect(violationsOf(run.watch.events)).toEqual([])
  })
})
