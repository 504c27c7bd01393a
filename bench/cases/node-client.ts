import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Running } from '../systems/system.ts'
import { createTopic, deleteTopic } from '../topics.ts'
import type { Figures } from './flow.ts'
import { base } from './flows.ts'

/** Records a second by @platformatic/kafka, in a process of its own. */
export const measureNodeClient = async ({ address }: Running, records: number): Promise<Figures> => {
  const topic = `node-${process.pid}-${Math.round(performance.now())}`
  await createTopic(address, topic, base.partitions)
  const program = join(import.meta.dirname, 'node-client-process.ts')
  const args = [program, address, topic, String(records), String(base.recordBytes)]
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 120_000 })
  await deleteTopic(address, topic)
  return JSON.parse(stdout)
}
