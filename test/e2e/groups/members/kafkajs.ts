import { createRequire } from 'node:module'
import kafkajs from 'kafkajs'
import { memberProgram } from './program.ts'

// Members by kafkajs. It tells nobody its generation: its class for groups is asked, each time it has joined.

interface ConsumerGroup {
  readonly memberId: string
  readonly generationId: number
  joinAndSync: () => Promise<void>
}

const require = createRequire(import.meta.url)
const { prototype } = require('kafkajs/src/consumer/consumerGroup') as { readonly prototype: ConsumerGroup }
const roundRobin = require('kafkajs/src/consumer/assigners/roundRobinAssigner') as kafkajs.PartitionAssigner

const joined = new Map<string, (generation: number) => void>()
const joinAndSync = prototype.joinAndSync
prototype.joinAndSync = async function (this: ConsumerGroup) {
  await joinAndSync.call(this)
  joined.get(this.memberId)?.(this.generationId)
}

/** Under the name that other clients know it by, so that they can be in one group. */
const named =
  (name: string): kafkajs.PartitionAssigner =>
  (config) => ({
    ...roundRobin(config),
    name,
    protocol: ({ topics }) => ({
      name,
      metadata: kafkajs.AssignerProtocol.MemberMetadata.encode({
        version: 0,
        topics,
        userData: Buffer.alloc(0),
      }),
    }),
  })

await memberProgram(
  async (name, { at, group, topic, assignor, sessionMs, heartbeatMs, rebalanceMs }, say) => {
    const kafka = new kafkajs.Kafka({
      clientId: name,
      brokers: at.split(','),
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { initialRetryTime: 200, maxRetryTime: 1000, retries: 1000 },
      requestTimeout: 10_000,
    })
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: sessionMs,
      heartbeatInterval: heartbeatMs,
      rebalanceTimeout: rebalanceMs,
      maxWaitTimeInMs: 500,
      metadataMaxAge: 5000,
      partitionAssigners: [named(assignor)],
    })
    let generation: number | null = null
    const { GROUP_JOIN, REBALANCING, CRASH } = consumer.events
    consumer.on(GROUP_JOIN, ({ payload: { memberId, memberAssignment } }) => {
      joined.set(memberId, (now) => {
        generation = now
        say({ type: 'assigned', generation, owned: memberAssignment[topic] ?? [] })
      })
    })
    consumer.on(REBALANCING, () => say({ type: 'revoked', owned: [] }))
    consumer.on(CRASH, ({ payload: { error } }) => say({ type: 'error', text: String(error) }))
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      autoCommitInterval: 500,
      eachMessage: async ({ partition, message: { offset, value } }) => {
        say({ type: 'record', generation, partition, offset: Number(offset), value: String(value) })
      },
    })
    return { leave: () => consumer.disconnect() }
  },
)
