import type { AnyHandler, Opened, Pace } from '#adapters/kafka/handlers/handler'
import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { type RequestHeader, readRequestHeader } from '#adapters/kafka/protocol/header'
import { Reader } from '#adapters/kafka/protocol/reader'
import { speaks } from '#adapters/kafka/protocol/schema'
import { ProtocolViolation } from './frame.ts'

/** A request that can start when its turn comes. */
export type Request = Readonly<{
  header: RequestHeader
  /** False where a version is asked for that does not exist, and whose answer says so; the header's may be any number. */
  isSpoken: boolean
  pace: Pace
  name: string
  run: Opened
}>

/** Makes a request of a frame. Throws `ProtocolViolation`: there is no answer to what is not understood. */
export type Dispatcher = (frame: Buffer) => Request

export const dispatcher = (handlers: readonly AnyHandler[]): Dispatcher => {
  const byKey = new Map(handlers.map((handler) => [handler.request.apiKey, handler]))
  return (frame) => {
    try {
      const reader = new Reader(frame)
      const header = readRequestHeader(reader)
      const handler = byKey.get(header.apiKey)
      if (handler === undefined) throw new ProtocolViolation(`an unknown API key, ${header.apiKey}`)
      const run = handler.open(reader, header)
      if (run === null)
        throw new ProtocolViolation(`${handler.request.name} version ${header.version}, which is not spoken`)
      const { request, pace } = handler
      return { header, isSpoken: speaks(request, header.version), pace, name: request.name, run }
    } catch (error) {
      throw error instanceof DecodeError
        ? new ProtocolViolation(`a malformed request: ${error.message}`)
        : error
    }
  }
}
