import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection that sends whatever it is told to one broker, and knows just enough of the protocol to read answers. */
export interface RawClient {
  readonly request: (apiKey: number, version: number, body: Buffer) => Promise<Fields>
  readonly send: (bytes: Buffer) => void
  /** Once the broker has closed the connection: how many bytes it had sent before. */
  readonly closed: Promise<number>
  readonly close: () => void
}

export const rawClient = async (address: string): Promise<RawClient> => {
  const [host, port] = address.split(':')
  const socket = connect(Number(port), host)
  const closed = new Promise<number>((resolve) => {
    socket.once('close', () => resolve(socket.bytesRead))
  })
  await once(socket, 'connect')
  const answers = answersOf(socket)
  socket.on('error', () => {})
  let correlation = 0
  return {
    closed,
    close: () => socket.destroy(),
    send: (bytes) => socket.write(bytes),
    request: async (apiKey, version, body) => {
      const id = ++correlation
      socket.write(frame(Buffer.concat([int16(apiKey), int16(version), int32(id), string('raw'), body])))
      const answer = await answers()
      const fields = fieldsOf(answer)
      const answered = fields.int32()
      if (answered !== id) throw new Error(`an answer to ${answered}, not to ${id}`)
      return fields
    },
  }
}

/** Produce 7: one batch to one partition; answers the error code and the base offset. */
export const rawProduce = async (
  client: RawClient,
  topic: string,
  partition: number,
  batch: Buffer,
): Promise<{ readonly error: number; readonly baseOffset: number }> => {
  const body = [
    int16(-1),
    int16(-1),
    int32(30_000),
    int32(1),
    string(topic),
    int32(1),
    int32(partition),
    bytes(batch),
  ]
  const answer = await client.request(0, 7, Buffer.concat(body))
  answer.int32()
  answer.string()
  answer.int32()
  answer.int32()
  return { error: answer.int16(), baseOffset: answer.int64() }
}

/** Fetch 4: the bytes of a partition from an offset on, as this broker sends them. */
export const rawFetch = async (
  client: RawClient,
  topic: string,
  partition: number,
  offset: number,
  maxWaitMs = 0,
): Promise<{ readonly error: number; readonly highWatermark: number; readonly records: Buffer }> => {
  const limits = [int32(-1), int32(maxWaitMs), int32(1), int32(8 * 1024 * 1024), Buffer.from([0])]
  const asked = [int32(1), string(topic), int32(1), int32(partition), int64(offset), int32(8 * 1024 * 1024)]
  const answer = await client.request(1, 4, Buffer.concat([...limits, ...asked]))
  answer.int32()
  answer.int32()
  answer.string()
  answer.int32()
  answer.int32()
  const error = answer.int16()
  const highWatermark = answer.int64()
  answer.int64()
  const aborted = answer.int32()
  for (let i = 0; i < aborted * 2; i++) answer.int64()
  return { error, highWatermark, records: answer.bytes() }
}

export interface Fields {
  readonly int16: () => number
  readonly int32: () => number
  readonly int64: () => number
  readonly string: () => string
  readonly bytes: () => Buffer
}

const fieldsOf = (answer: Buffer): Fields => {
  let at = 0
  const take = (size: number): number => {
    at += size
    return at - size
  }
  return {
    int16: () => answer.readInt16BE(take(2)),
    int32: () => answer.readInt32BE(take(4)),
    int64: () => Number(answer.readBigInt64BE(take(8))),
    string: () => {
      const length = answer.readInt16BE(take(2))
      return answer.toString('utf8', take(length), at)
    },
    bytes: () => {
      const length = Math.max(answer.readInt32BE(take(4)), 0)
      return answer.subarray(take(length), at)
    },
  }
}

/** Answers in the order in which they come; a connection that closes first is an error. */
const answersOf = (socket: Socket): (() => Promise<Buffer>) => {
  let buffer: Buffer = Buffer.alloc(0)
  const waiting: { readonly resolve: (answer: Buffer) => void; readonly reject: (error: Error) => void }[] =
    []
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk])
    while (buffer.length >= 4 && buffer.length >= 4 + buffer.readInt32BE(0)) {
      const end = 4 + buffer.readInt32BE(0)
      waiting.shift()?.resolve(buffer.subarray(4, end))
      buffer = buffer.subarray(end)
    }
  })
  socket.on('close', () => {
    for (const { reject } of waiting.splice(0)) reject(new Error('the broker closed the connection'))
  })
  return () => new Promise((resolve, reject) => waiting.push({ resolve, reject }))
}

export const frame = (message: Buffer): Buffer => Buffer.concat([int32(message.length), message])

const int16 = (value: number): Buffer => {
  const buffer = Buffer.alloc(2)
  buffer.writeInt16BE(value)
  return buffer
}

const int32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(value)
  return buffer
}

const int64 = (value: number): Buffer => {
  const buffer = Buffer.alloc(8)
  buffer.writeBigInt64BE(BigInt(value))
  return buffer
}

const string = (value: string): Buffer => Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)])

const bytes = (value: Buffer): Buffer => Buffer.concat([int32(value.length), value])
