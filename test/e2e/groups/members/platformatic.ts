import { setTimeout as sleep } from 'node:timers/promises'
import { Consumer, type Message, stringDeserializers } from '@platformatic/kafka'
import { memberProgram, type Say } from './program.ts'

// Members by @platformatic/kafka, as an application that minds uses it. Records that come during a rebalance wait for its end:
// fetches that were under way still bring those of partitions that are another member's by then (seen on Apache Kafka too).
// The rest was seen where brokers die, on Kedge only: records that come twice are dropped, a stream that has broken because
// the leader it fetches from left Metadata is opened again. Offsets are committed by hand, so that what is dropped is not.

type Held = Readonly<{ generation: number; partitions: ReadonlySet<number>; next: Map<number, bigint> }>
type Opened = Consumer<string, string, string, string>
type Received = Message<string, string, string, string>

const lastOf = (error: Error): string => {
  const nested: unknown = 'errors' in error && Array.isArray(error.errors) ? error.errors.at(-1) : error.cause
  return nested instanceof Error ? `${nested.message} ${lastOf(nested)}` : ''
}

const openStream = async (
  consumer: Opened,
  topic: string,
  process: (message: Received) => void,
  say: Say,
): Promise<void> => {
  const stream = await consumer.consume({
    topics: [topic],
    mode: 'committed',
    fallbackMode: 'earliest',
    autocommit: false,
    maxWaitTime: 500,
  })
  stream.on('data', process)
  stream.on('error', (error) => {
    say({ type: 'error', text: `stream: ${error.message} ${lastOf(error)}` })
    say({ type: 'rewound' })
    setTimeout(() => {
      openStream(consumer, topic, process, say).catch((cause: unknown) =>
        say({ type: 'error', text: String(cause) }),
      )
    }, 100)
  })
}

await memberProgram(async (name, options, say) => {
  const { at, group, topic, assignor, sessionMs, heartbeatMs, rebalanceMs } = options
  const consumer: Opened = new Consumer({
    clientId: name,
    groupId: group,
    bootstrapBrokers: at.split(','),
    deserializers: stringDeserializers,
    sessionTimeout: sessionMs,
    heartbeatInterval: heartbeatMs,
    // It insists that a rebalance lasts no shorter than a session.
    rebalanceTimeout: Math.max(sessionMs, rebalanceMs),
    protocols: [{ name: assignor, version: 1 }],
    retries: true,
    retryDelay: 200,
    requestTimeout: rebalanceMs,
    connectTimeout: 2000,
    ...(options.isStatic === true ? { groupInstanceId: name } : {}),
  })
  let held: Held | null = null
  const waiting: Received[] = []
  let committing = Promise.resolve()
  const process = (message: Received) => {
    if (held === null) waiting.push(message)
    else processAs(held, message)
  }
  const processAs = (mine: Held, message: Received) => {
    const { generation, partitions, next } = mine
    const { partition, offset, value } = message
    if (!partitions.has(partition) || offset < (next.get(partition) ?? 0n)) return
    next.set(partition, offset + 1n)
    say({ type: 'record', generation, partition, offset: Number(offset), value: value ?? '' })
    // One at a time: while a coordinator dies the library asks again for one that failed, after a later one has succeeded.
    committing = committing.then(async () => {
      if (held !== mine) return
      try {
        await message.commit()
      } catch (cause) {
        say({ type: 'error', text: `commit: ${String(cause)}` })
      }
    })
  }
  consumer.on('consumer:group:join', ({ generationId, assignments }) => {
    const owned = (assignments ?? [])
      .filter((each) => each.topic === topic)
      .flatMap(({ partitions }) => partitions)
    held = { generation: generationId ?? -1, partitions: new Set(owned), next: new Map() }
    say({ type: 'assigned', generation: held.generation, owned })
    for (const message of waiting.splice(0)) processAs(held, message)
  })
  consumer.on('consumer:group:rebalance', () => {
    held = null
    say({ type: 'revoked', owned: [] })
  })
  consumer.on('consumer:heartbeat:error', ({ error }) =>
    say({ type: 'error', text: `heartbeat: ${error.message}` }),
  )
  // A connection that closes under a join ends its membership: it says so, and joins again only when it is told to.
  let isLeaving = false
  const joinAgain = (error: Error) => {
    say({ type: 'error', text: `join: ${error.message}` })
    if (!isLeaving) setTimeout(() => void consumer.joinGroup({}).catch(joinAgain), 200)
  }
  consumer.on('error', joinAgain)
  // Subscribed to it from the first stream on, so that no later one joins again.
  await openStream(consumer, topic, process, say)
  consumer.topics.track(topic)
  return {
    leave: async () => {
      isLeaving = true
      // It does not leave when its last commit fails, and says so.
      for (let attempt = 0; attempt < 40 && !consumer.closed; attempt++) {
        try {
          await consumer.close(true)
          return
        } catch (cause) {
          say({ type: 'error', text: `leave: ${String(cause)}` })
          await sleep(500)
        }
      }
    },
  }
})
