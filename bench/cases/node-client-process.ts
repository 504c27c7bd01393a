import { Consumer, Producer } from '@platformatic/kafka'

// A process of its own, as an application is: node bench/cases/node-client-process.ts ADDRESS TOPIC RECORDS BYTES
const [address = '', topic = '', count = '0', bytes = '0'] = process.argv.slice(2)
const records = Number(count)
/** It does not group sends into batches: whoever uses it does. */
const A_SEND = 100
const IN_FLIGHT = 5

const values = Array.from({ length: A_SEND }, (_, i) => Buffer.alloc(Number(bytes), 97 + (i % 26)))

const produceAll = async (): Promise<number> => {
  const producer = new Producer({ clientId: 'bench', bootstrapBrokers: [address] })
  const messages = values.map((value, i) => ({ topic, value, partition: i % 6 }))
  const send = () => producer.send({ messages, acks: -1 })
  // Connections and metadata are there before the clock runs.
  await send()
  let left = Math.floor(records / A_SEND) - 1
  const began = performance.now()
  const lane = async (): Promise<void> => {
    while (left-- > 0) await send()
  }
  const sent = left * A_SEND
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
  const seconds = (performance.now() - began) / 1_000
  await producer.close()
  return sent / seconds
}

const consumeAll = async (): Promise<number> => {
  const consumer = new Consumer({ clientId: 'bench', groupId: `${topic}-group`, bootstrapBrokers: [address] })
  const all = Math.floor(records / A_SEND) * A_SEND
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false })
  let began = 0
  let seen = 0
  for await (const _message of stream) {
    if (seen++ === 0) began = performance.now()
    if (seen === all) break
  }
  const seconds = (performance.now() - began) / 1_000
  await consumer.close(true)
  return all / seconds
}

const produce = await produceAll()
const consume = await consumeAll()
process.stdout.write(JSON.stringify({ produce, consume }))
process.exit(0)
