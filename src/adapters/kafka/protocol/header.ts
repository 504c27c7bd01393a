import type { Reader } from '#adapters/kafka/protocol/reader'
import { type AnyMessage, k } from '#adapters/kafka/protocol/schema'
import { readTags } from '#adapters/kafka/protocol/tags'
import type { Writer } from '#adapters/kafka/protocol/writer'

export interface RequestHeader {
  readonly apiKey: number
  readonly version: number
  readonly correlationId: number
  readonly clientId: string | null
}

const API_VERSIONS = 18

/** The client id keeps its 16-bit length in all versions, so that the header can be read before it is understood. */
const clientId = k.nullableString.at({ version: 0, flexible: false })

/**
 * As far as request headers v1 and v2 are the same. Whether tagged fields follow depends on the API and its version,
 * which may not be ours: `decodeRequest` goes on from here, once we know that we speak it.
 */
export const readRequestHeader = (r: Reader): RequestHeader => ({
  apiKey: r.int16(),
  version: r.int16(),
  correlationId: r.int32(),
  clientId: clientId.read(r),
})

export const writeRequestHeader = (w: Writer, header: RequestHeader, request: AnyMessage): void => {
  w.int16(header.apiKey)
  w.int16(header.version)
  w.int32(header.correlationId)
  clientId.write(w, header.clientId)
  if (isFlexible(request, header.version)) w.uvarint(0)
}

export const writeResponseHeader = (
  w: Writer,
  correlationId: number,
  response: AnyMessage,
  version: number,
): void => {
  w.int32(correlationId)
  if (hasResponseTags(response, version)) w.uvarint(0)
}

export const skipTags = (r: Reader): void => readTags(r, [], {})

export const isFlexible = (message: AnyMessage, version: number): boolean => version >= message.flexibleSince

/** The answer to ApiVersions must be readable by a client that does not know our version (KIP-511). */
export const hasResponseTags = (response: AnyMessage, version: number): boolean =>
  response.apiKey !== API_VERSIONS && isFlexible(response, version)
