import { wireClient } from '../test/e2e/clients/wire.ts'
import { coordinatorOf, createTopic, type GroupMember, groupMember } from './group-member.ts'

// A process of its own, so that the members have their own core: node bench/group-driver.ts ADDRESS commits|joins MEMBERS
const [address = '', task = '', count = '0'] = process.argv.slice(2)
const members = Number(count)
const PARTITIONS = 64
const COMMITTING_MS = 4_000
const WARM_UP_MS = 2_000

const settled = async (): Promise<readonly GroupMember[]> => {
  const client = await wireClient(address, 'bench')
  const topic = `bench-${process.pid}`
  const group = `bench-${task}-${count}-${process.pid}`
  await createTopic(client, topic, PARTITIONS)
  const coordinator = await coordinatorOf(client, group)
  client.close()
  const all: GroupMember[] = []
  // Not all at once: a listener's backlog is not what is measured.
  for (let i = 0; i < members; i++) all.push(await groupMember(coordinator, group, topic))
  await Promise.all(all.map((member) => member.register()))
  return all
}

/** From the moment the last join was sent; `rest` from the first that was told of its generation. */
const running = async (all: readonly GroupMember[]): Promise<Readonly<{ total: number; rest: number }>> => {
  const runs = all.map((member) => member.run())
  const sentAt = performance.now()
  const told = await Promise.all(runs)
  const end = performance.now()
  return { total: end - sentAt, rest: end - Math.min(...told) }
}

const joins = async (): Promise<unknown> => {
  const all = await settled()
  const first = await running(all)
  const again = [await running(all), await running(all), await running(all)].map(({ total }) => total)
  for (const member of all) member.close()
  return { ...first, again: again.toSorted((a, b) => a - b)[1] }
}

const commits = async (): Promise<unknown> => {
  const all = await settled()
  await running(all)
  let done = 0
  let isOver = false
  const commit = async (member: GroupMember, nth: number) => {
    for (let offset = 0; !isOver; offset++) {
      await member.commit(nth % PARTITIONS, offset)
      done++
    }
  }
  const loops = all.map(commit)
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS))
  const [before, start] = [done, performance.now()]
  await new Promise((resolve) => setTimeout(resolve, COMMITTING_MS))
  const perSecond = ((done - before) * 1000) / (performance.now() - start)
  isOver = true
  await Promise.all(loops)
  for (const member of all) member.close()
  return { perSecond }
}

process.stdout.write(`${JSON.stringify(task === 'commits' ? await commits() : await joins())}\n`)
process.exit(0)
