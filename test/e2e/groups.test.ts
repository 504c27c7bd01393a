import { afterAll, describe, expect, test } from 'vitest'
import { type GroupRun, groupRun } from './groups/group-run.ts'
import { kafkajsHost, kcatHost, platformaticHost, pythonHost } from './groups/hosts.ts'
import { violationsOf } from './groups/oracle.ts'
import { type GroupSite, openSite, sites } from './groups/sites.ts'

const PARTITIONS = 8
const clients = [
  { name: 'kafkajs', start: kafkajsHost, most: 3 },
  { name: 'platformatic', start: platformaticHost, most: 4 },
  { name: 'kcat', start: kcatHost, most: 8 },
  { name: 'python', start: pythonHost, most: 3 },
] as const

describe.for(sites())('a group on %s', (site) => {
  const opened: GroupSite[] = []
  const runs: GroupRun[] = []
  afterAll(async () => {
    await Promise.all(runs.map((run) => run.stop()))
    await Promise.all(opened.map((each) => each.stop()))
  })

  test.concurrent.for(clients)(
    'of $name: up to $most members share, one dies, offsets resume after a restart of everything',
    async ({ name, start, most }) => {
      const open = await openSite[site]()
      opened.push(open)
      const group = `{shared}:by-${name}-Straße`
      const run = groupRun(open, start, { group, topic: name, partitions: PARTITIONS })
      runs.push(run)
      await run.create()

      const names = Array.from({ length: most }, (_, i) => `${name}-${i}`)
      const pair = names.slice(0, 2)
      for (const member of pair) run.join(member)
      await run.watch.shared(pair, PARTITIONS)
      await run.everyRecordOnce('two members')

      for (const member of names.slice(2)) run.join(member)
      await run.watch.shared(names, PARTITIONS)
      await run.everyRecordOnce('all members')

      const [dead = '', ...survivors] = names
      await run.kill(dead)
      await run.watch.shared(survivors, PARTITIONS)
      await run.everyRecordOnce('survivors')

      await run.leave(survivors)
      await open.restart()
      for (const member of pair) run.join(member)
      await run.watch.shared(pair, PARTITIONS)
      await run.everyRecordOnce('after the restart')
      expect(violationsOf(run.watch.events)).toEqual([])
      await run.leave(pair)
    },
  )
})
