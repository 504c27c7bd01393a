import { setTimeout as sleep } from 'node:timers/promises'
import { MetadataRequest, MetadataResponse } from '#adapters/kafka/protocol/messages/metadata'
import { ProduceRequest, ProduceResponse } from '#adapters/kafka/protocol/messages/produce'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import { wireClient } from '../../test/e2e/clients/wire.ts'
import { recordBatch } from '../limits/workload.ts'
import type { Running } from '../systems/system.ts'
import type { Figures } from './flow.ts'

const produce = { request: ProduceRequest, response: ProduceResponse, version: 12 }
const metadata = { request: MetadataRequest, response: MetadataResponse, version: 9 }
const asked = (name: string) => ({
  topics: [{ topicId: ZERO_UUID, name }],
  allowAutoTopicCreation: true,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
})
const PATIENCE_MS = 120_000

/**
 * ms from starting a broker that was stopped cleanly until it says that it is ready, and to its first acknowledgement,
 * acks=all, to a topic that is there.
 */
export const startUp = async (running: Running, topic: string): Promise<Figures> => {
  await running.halt()
  const began = performance.now()
  const starting = running.start().then(() => performance.now() - began)
  // Rejected means that nobody is there to be waited for.
  const took = await Promise.race([
    firstProduce(running.address, topic).then(() => performance.now() - began),
    starting.then(() => new Promise<never>(() => {})),
  ])
  return { 'ms to ready': await starting, 'ms to first produce': took }
}

const firstProduce = async (address: string, topic: string): Promise<void> => {
  const until = performance.now() + PATIENCE_MS
  let last: unknown = null
  while (performance.now() < until) {
    try {
      if (await produced(address, topic)) return
    } catch (cause) {
      last = cause
    }
    await sleep(3)
  }
  throw new Error(`no record was taken in ${PATIENCE_MS} ms`, { cause: last })
}

/** One connection is kept as long as it is good: a broker that is not ready answers an error. */
const produced = async (address: string, topic: string): Promise<boolean> => {
  const client = await wireClient(address, 'bench-start', PATIENCE_MS)
  try {
    const partitionData = [{ index: 0, records: [recordBatch(1)] }]
    const body = {
      transactionalId: null,
      acks: -1,
      timeoutMs: 10_000,
      topicData: [{ name: topic, topicId: ZERO_UUID, partitionData }],
    }
    for (;;) {
      const { responses } = await client.ask(produce, body)
      if (responses[0]?.partitionResponses[0]?.errorCode === 0) return true
      // A store that keeps nothing has no topic: asking for it makes it.
      await client.ask(metadata, asked(topic))
      await sleep(3)
    }
  } finally {
    client.close()
  }
}
