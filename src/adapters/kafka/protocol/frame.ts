import {
  hasResponseTags,
  isFlexible,
  type RequestHeader,
  skipTags,
  writeRequestHeader,
  writeResponseHeader,
} from '#adapters/kafka/protocol/header'
import type { Reader } from '#adapters/kafka/protocol/reader'
import type { Message } from '#adapters/kafka/protocol/schema'
import { Writer } from '#adapters/kafka/protocol/writer'

/** A whole frame, ready for `writev`: size, header, body. */
export const encodeResponse = <A>(
  response: Message<A>,
  version: number,
  correlationId: number,
  body: A,
): readonly Buffer[] =>
  frame((w) => {
    writeResponseHeader(w, correlationId, response, version)
    response.codec(version).write(w, body)
  })

/** What a client sends; for tests and tools. */
export const encodeRequest = <A>(
  request: Message<A>,
  header: Omit<RequestHeader, 'apiKey'>,
  body: A,
): readonly Buffer[] =>
  frame((w) => {
    writeRequestHeader(w, { ...header, apiKey: request.apiKey }, request)
    request.codec(header.version).write(w, body)
  })

/** What follows the header of a request, in a version it `speaks`; a byte that nothing explains is an error. */
export const decodeRequest = <A>(r: Reader, request: Message<A>, version: number): A => {
  if (isFlexible(request, version)) skipTags(r)
  const body = request.codec(version).read(r)
  r.finish()
  return body
}

/** What a client receives; for tests and tools. */
export const decodeResponse = <A>(
  r: Reader,
  response: Message<A>,
  version: number,
): { readonly correlationId: number; readonly body: A } => {
  const correlationId = r.int32()
  if (hasResponseTags(response, version)) skipTags(r)
  const body = response.codec(version).read(r)
  r.finish()
  return { correlationId, body }
}

const SIZE = 4

const frame = (write: (w: Writer) => void): readonly Buffer[] => {
  const w = new Writer()
  w.int32(0)
  write(w)
  const chunks = w.chunks()
  chunks[0]?.writeInt32BE(w.size - SIZE)
  return chunks
}
