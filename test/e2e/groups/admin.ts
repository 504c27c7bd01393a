import kafkajs from 'kafkajs'
import type { Committed } from './oracle.ts'

/** What tests of groups do beside consuming. */
export interface GroupAdmin {
  readonly createTopic: (topic: string, partitions: number) => Promise<void>
  /** Values that tell the records apart, spread over all partitions; acknowledged when it resolves. */
  readonly produce: (topic: string, partitions: number, values: readonly string[]) => Promise<void>
  readonly committed: (group: string, topic: string) => Promise<Committed>
}

export const groupAdmin = (at: () => string): GroupAdmin => {
  const kafka = () =>
    new kafkajs.Kafka({
      clientId: 'admin',
      brokers: at().split(','),
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 12, initialRetryTime: 100, maxRetryTime: 2000 },
    })
  const withAdmin = async <A>(use: (admin: kafkajs.Admin) => Promise<A>): Promise<A> => {
    const admin = kafka().admin()
    try {
      await admin.connect()
      return await use(admin)
    } finally {
      await admin.disconnect()
    }
  }
  return {
    createTopic: (topic, partitions) =>
      withAdmin(async (admin) => {
        const wanted = { topic, numPartitions: partitions, replicationFactor: 1 }
        await admin.createTopics({ topics: [wanted], waitForLeaders: true })
      }),
    produce: async (topic, partitions, values) => {
      const producer = kafka().producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
      try {
        await producer.connect()
        const messages = values.map((value, i) => ({ value, partition: i % partitions }))
        await producer.send({ topic, acks: -1, messages })
      } finally {
        await producer.disconnect()
      }
    },
    committed: (group, topic) =>
      withAdmin(async (admin) => {
        const found = await admin.fetchOffsets({ groupId: group, topics: [topic] })
        const partitions = found.find((each) => each.topic === topic)?.partitions ?? []
        return new Map(
          partitions
            .map(({ partition, offset }) => [partition, Number(offset)] as const)
            .filter(([, offset]) => offset >= 0),
        )
      }),
  }
}
