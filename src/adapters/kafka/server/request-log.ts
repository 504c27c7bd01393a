import type { RequestHeader } from '#adapters/kafka/protocol/header'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'

/** Who a connection is with, as all lines about it say. */
export type Who = Readonly<{ connection: number; peer: string }>

/** One request, as lines about it say. The client id is as long as its client likes. */
export const requestFacts = (who: Who, { version, correlationId, clientId }: RequestHeader, api: string) => ({
  ...who,
  clientId: clientId === null ? null : clientId.slice(0, LONGEST_ID),
  api,
  version,
  correlationId,
})

const LONGEST_ID = 200

/** Follows one request to its end, and writes a line about it then. */
export interface RequestLine {
  /** Of each error code of the answer. */
  readonly refused: (code: number) => void
  readonly done: (answerBytes: number) => void
}

const MOST_ERRORS = 10

export const requestLine = (
  { logger, clock }: Readonly<{ logger: Logger; clock: Clock }>,
  facts: ReturnType<typeof requestFacts>,
  bytesIn: number,
): RequestLine => {
  const began = clock.monotonic()
  const errors = new Set<number>()
  return {
    refused: (code) => {
      if (errors.size < MOST_ERRORS) errors.add(code)
    },
    done: (bytesOut) => {
      const ms = Math.round((clock.monotonic() - began) * 1_000) / 1_000
      const failed = errors.size === 0 ? {} : { errors: [...errors] }
      logger.debug({ ...facts, ms, bytesIn, bytesOut, ...failed }, 'request')
    },
  }
}
