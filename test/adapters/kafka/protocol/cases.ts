import { apis } from '#adapters/kafka/protocol/apis'
import { Reader } from '#adapters/kafka/protocol/reader'
import type { AnyMessage, Message } from '#adapters/kafka/protocol/schema'
import { Writer } from '#adapters/kafka/protocol/writer'

export interface Case {
  readonly name: string
  readonly message: Message<unknown>
  readonly version: number
}

const casesOf = (message: AnyMessage, direction: string): Case[] => {
  const [min, max] = message.versions
  return Array.from({ length: max - min + 1 }, (_, i) => ({
    name: `${message.name}${direction} v${min + i}`,
    message: message as unknown as Message<unknown>,
    version: min + i,
  }))
}

/** Every message in every version of it. */
export const cases: readonly Case[] = apis.flatMap((api) => [
  ...casesOf(api.request, 'Request'),
  ...casesOf(api.response, 'Response'),
])

export const encode = ({ message, version }: Case, value: unknown): Buffer => {
  const w = new Writer()
  message.codec(version).write(w, value)
  return Buffer.concat(w.chunks())
}

export const decode = ({ message, version }: Case, bytes: Buffer): { value: unknown; reader: Reader } => {
  const reader = new Reader(bytes)
  const value = message.codec(version).read(reader)
  reader.finish()
  return { value, reader }
}
