import { setTimeout as sleep } from 'node:timers/promises'
import { Producer, stringSerializers } from '@platformatic/kafka'

/** Writes all the while, and knows what was acknowledged. */
export interface SteadyProducer {
  readonly acknowledged: ReadonlySet<string>
  /** Sends that failed after all retries; what they carried may or may not be there. */
  readonly failed: () => number
  readonly stop: () => Promise<void>
}

const TURN_MS = 250

export const steadyProducer = (
  at: string,
  topic: string,
  partitions: number,
  recordsPerSecond: number,
): SteadyProducer => {
  const producer = new Producer({
    clientId: 'steady',
    bootstrapBrokers: at.split(','),
    serializers: stringSerializers,
    retries: 10,
    retryDelay: 200,
    connectTimeout: 2000,
    requestTimeout: 5000,
    timeout: 5000,
  })
  const acknowledged = new Set<string>()
  let failed = 0
  let isOver = false
  let next = 0
  const send = async () => {
    const messages = Array.from({ length: Math.ceil((recordsPerSecond * TURN_MS) / 1000) }, () => {
      const n = next++
      return { topic, partition: n % partitions, value: `record ${n}` }
    })
    try {
      await producer.send({ messages, acks: -1 })
      for (const { value } of messages) acknowledged.add(value)
    } catch {
      failed++
    }
  }
  const done = (async () => {
    while (!isOver) await Promise.all([send(), sleep(TURN_MS)])
  })()
  return {
    acknowledged,
    failed: () => failed,
    stop: async () => {
      isOver = true
      await done
      await producer.close()
    },
  }
}
