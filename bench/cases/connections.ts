import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Sizes } from '../sizes.ts'
import type { Running } from '../systems/system.ts'
import { createTopic, deleteTopic } from '../topics.ts'
import type { Figures } from './flow.ts'
import { base } from './flows.ts'
import { residentOf } from './process-stat.ts'

/** Many connections, each with one produce request of one record of 100 B in flight; and what they cost in memory. */
export const measureConnections = async (running: Running, sizes: Sizes): Promise<Figures> => {
  const topic = `connections-${process.pid}-${Math.round(performance.now())}`
  await createTopic(running.address, topic, base.partitions)
  const before = residentOf(running).broker
  const { connections, connectionSeconds } = sizes
  const program = join(import.meta.dirname, 'connections-process.ts')
  const args = [program, running.address, topic, String(connections), String(connectionSeconds)]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = once(child, 'close')
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const connected = await lines.next()
    if (connected.done === true) throw new Error('the process that connects has ended')
    const after = residentOf(running).broker
    child.stdin.write('load\n')
    const loaded = await lines.next()
    if (loaded.done === true) throw new Error('the process that connects has ended under load')
    await ended
    await deleteTopic(running.address, topic)
    return {
      ...JSON.parse(connected.value),
      ...JSON.parse(loaded.value),
      'bytes each': (after - before) / connections,
    }
  } finally {
    process.off('exit', kill)
    kill()
  }
}
