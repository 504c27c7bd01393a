import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { decodeResponse, encodeRequest } from '#adapters/kafka/protocol/frame'
import { ApiVersionsRequest } from '#adapters/kafka/protocol/messages/api-versions'
import { ProduceRequest, ProduceResponse } from '#adapters/kafka/protocol/messages/produce'
import { Reader } from '#adapters/kafka/protocol/reader'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import { buildPlainBatch } from '#adapters/kafka/records/build'
import { percentile } from '../statistics.ts'

// node bench/cases/connections-process.ts ADDRESS TOPIC CONNECTIONS SECONDS
const [address = '', topic = '', count = '0', seconds = '0'] = process.argv.slice(2)
const [host = '', port = ''] = address.split(':')
const VERSION = 12
const PARTITIONS = 6
const PREFIX = 4
/** A listener's backlog is not what is measured. */
const AT_A_TIME = 50

type Connection = Readonly<{ socket: Socket; onAnswer: (act: (frame: Buffer) => void) => void }>

const open = async (): Promise<Connection> => {
  const socket = connect(Number(port), host).setNoDelay(true)
  await once(socket, 'connect')
  let received: Buffer = Buffer.alloc(0)
  let answered = (_frame: Buffer): void => {}
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    while (received.length >= PREFIX && received.length >= PREFIX + received.readInt32BE(0)) {
      const end = PREFIX + received.readInt32BE(0)
      const frame = received.subarray(PREFIX, end)
      received = received.subarray(end)
      answered(frame)
    }
  })
  const connection: Connection = {
    socket,
    onAnswer: (act) => {
      answered = act
    },
  }
  // As every client begins.
  await new Promise<void>((resolve) => {
    connection.onAnswer(() => resolve())
    socket.write(asked)
  })
  return connection
}

const header = { correlationId: 1, clientId: 'bench' }
const asked = Buffer.concat(
  encodeRequest(
    ApiVersionsRequest,
    { version: 3, ...header },
    { clientSoftwareName: 'bench', clientSoftwareVersion: '1' },
  ),
)
const record = { key: null, value: Buffer.alloc(100, 'x'), headers: [], timestamp: Date.now() }
const frames = Array.from({ length: PARTITIONS }, (_, index) =>
  Buffer.concat(
    encodeRequest(
      ProduceRequest,
      { version: VERSION, ...header },
      {
        transactionalId: null,
        acks: -1,
        timeoutMs: 30_000,
        topicData: [
          {
            name: topic,
            topicId: ZERO_UUID,
            partitionData: [{ index, records: [buildPlainBatch([record], {})] }],
          },
        ],
      },
    ),
  ),
)

const began = performance.now()
const connections: Connection[] = []
while (connections.length < Number(count))
  connections.push(...(await Promise.all(Array.from({ length: AT_A_TIME }, open))))
process.stdout.write(`${JSON.stringify({ 'ms to connect': performance.now() - began })}\n`)

for await (const _line of createInterface({ input: process.stdin })) break

const latencies: number[] = []
const load = (ms: number): Promise<void> => {
  const end = performance.now() + ms
  const loops = connections.map(
    ({ socket, onAnswer }, i) =>
      new Promise<void>((resolve, reject) => {
        let sentAt = 0
        const send = () => {
          sentAt = performance.now()
          socket.write(frames[i % PARTITIONS] ?? '')
        }
        onAnswer((frame) => {
          const { body } = decodeResponse(new Reader(frame), ProduceResponse, VERSION)
          const code = body.responses[0]?.partitionResponses[0]?.errorCode
          if (code !== 0) reject(new Error(`a record was refused with error ${code}`))
          const now = performance.now()
          latencies.push(now - sentAt)
          if (now < end) send()
          else resolve()
        })
        socket.on('close', () => reject(new Error('the broker hung up')))
        send()
      }),
  )
  return Promise.all(loops).then(() => {})
}
await load(Number(seconds) * 250)
latencies.length = 0
const loaded = performance.now()
await load(Number(seconds) * 1_000)
const took = (performance.now() - loaded) / 1_000
const p99 = percentile(latencies, 0.99)
process.stdout.write(`${JSON.stringify({ 'requests a second': latencies.length / took, p99 })}\n`)
process.exit(0)
