import { once } from 'node:events'
import { connect } from 'node:net'
import { decodeResponse, encodeRequest } from '#adapters/kafka/protocol/frame'
import { MetadataRequest } from '#adapters/kafka/protocol/messages/metadata'
import { ProduceRequest, ProduceResponse } from '#adapters/kafka/protocol/messages/produce'
import { Reader } from '#adapters/kafka/protocol/reader'
import { produceBody, recordBatch } from './workload.ts'

// A process of its own, so that the producer has its own core: node bench/driver.ts PORT TOPIC REQUESTS RECORDS
const [port = '', topic = '', requests = '0', records = '0'] = process.argv.slice(2)
const IN_FLIGHT = 5
const PRODUCE_VERSION = 12
const METADATA_VERSION = 9
const PREFIX = 4

const socket = connect(Number(port), '127.0.0.1')
socket.setNoDelay(true)
await once(socket, 'connect')

let onAnswer = (_answer: Buffer): void => {}
let received: Buffer = Buffer.alloc(0)
socket.on('data', (chunk: Buffer) => {
  received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
  while (received.length >= PREFIX && received.length >= PREFIX + received.readInt32BE(0)) {
    const end = PREFIX + received.readInt32BE(0)
    const answer = received.subarray(PREFIX, end)
    received = received.subarray(end)
    onAnswer(answer)
  }
})

/** Asking for the topic makes it. */
const createTopic = (): Promise<void> =>
  new Promise((resolve) => {
    onAnswer = () => resolve()
    const body = {
      topics: [{ topicId: 'AAAAAAAAAAAAAAAAAAAAAA', name: topic }],
      allowAutoTopicCreation: true,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    }
    const header = { version: METADATA_VERSION, correlationId: 0, clientId: 'bench' }
    socket.write(Buffer.concat(encodeRequest(MetadataRequest, header, body)))
  })

const check = (answer: Buffer): void => {
  const { body } = decodeResponse(new Reader(answer), ProduceResponse, PRODUCE_VERSION)
  const refused = body.responses
    .flatMap((each) => each.partitionResponses)
    .find((each) => each.errorCode !== 0)
  if (refused !== undefined) throw new Error(`a batch was refused with error ${refused.errorCode}`)
}

const produceAll = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const header = { version: PRODUCE_VERSION, correlationId: 1, clientId: 'bench' }
    const body = produceBody(topic, recordBatch(Number(records)))
    const frame = Buffer.concat(encodeRequest(ProduceRequest, header, body))
    let sent = 0
    let answered = 0
    const send = (): void => {
      while (sent < Number(requests) && sent - answered < IN_FLIGHT) {
        sent++
        socket.write(frame)
      }
    }
    onAnswer = (answer) => {
      check(answer)
      answered++
      if (answered === Number(requests)) resolve()
      send()
    }
    socket.on('close', () => reject(new Error(`the broker hung up after ${answered} answers`)))
    send()
  })

await createTopic()
const start = performance.now()
await produceAll()
process.stdout.write(`${(performance.now() - start) / 1_000}\n`)
socket.removeAllListeners('close')
socket.destroy()
