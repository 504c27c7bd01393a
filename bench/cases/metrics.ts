import { setTimeout as sleep } from 'node:timers/promises'
import { seriesIn } from '#test/support/exposed'
import { kedges } from '#test/support/kedge-process'
import { freePort } from '#test/support/redis-server'
import { scrapedText } from '#test/support/scrape'
import { median } from '../statistics.ts'
import { createTopic } from '../topics.ts'
import type { Figures } from './flow.ts'

const TOPICS = 25
const PARTITIONS = 100
const SCRAPES = 10
/** A text is sent again for a second: each scrape is one that is written anew. */
const APART_MS = 1_050

/** ms that `/metrics` of a broker of its own takes with 5,000 series of offsets, all the way to the scraper. */
export const measureMetrics = async (): Promise<Figures> => {
  const own = kedges()
  try {
    const port = await freePort()
    const { address } = await own.start([
      '--store',
      'memory:',
      '--http-port',
      String(port),
      '--log-level',
      'warn',
    ])
    for (let i = 0; i < TOPICS; i++) await createTopic(address, `metrics-${i}`, PARTITIONS)
    const first = await timed(port)
    const others: number[] = []
    for (let i = 0; i < SCRAPES; i++) {
      await sleep(APART_MS)
      others.push(await timed(port))
    }
    return {
      'ms of the first scrape': first,
      'ms of a scrape': median(others),
      'ms of the slowest': Math.max(...others),
    }
  } finally {
    await own.stopAll()
  }
}

const timed = async (port: number): Promise<number> => {
  const began = performance.now()
  const text = await scrapedText(port)
  const took = performance.now() - began
  const series = seriesIn(text)
  const offsets = [...series.keys()].filter((name) => name.startsWith('kedge_partition_log_')).length
  if (offsets !== 2 * TOPICS * PARTITIONS) throw new Error(`${offsets} series of offsets`)
  return took
}
