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
  /** What is answered, before it is written. */
  readonly answering: (answer: object) => void
  readonly done: (answer: readonly Buffer[] | null) => void
}

export const requestLine = (
  { logger, clock }: Readonly<{ logger: Logger; clock: Clock }>,
  facts: ReturnType<typeof requestFacts>,
  bytesIn: number,
): RequestLine => {
  const began = clock.monotonic()
  let errors: readonly number[] = []
  return {
    answering: (answer) => {
      errors = errorCodesIn(answer)
    },
    done: (answer) => {
      const ms = Math.round((clock.monotonic() - began) * 1_000) / 1_000
      const bytesOut = answer?.reduce((sum, { length }) => sum + length, 0) ?? 0
      const failed = errors.length === 0 ? {} : { errors }
      logger.debug({ ...facts, ms, bytesIn, bytesOut, ...failed }, 'request')
    },
  }
}

const MOST_ERRORS = 10
const MOST_LOOKED_AT = 10_000

/** The different error codes that an answer carries, at whatever depth. */
const errorCodesIn = (answer: object): readonly number[] => {
  const codes = new Set<number>()
  const waiting: object[] = [answer]
  for (let i = 0; i < waiting.length && i < MOST_LOOKED_AT && codes.size < MOST_ERRORS; i++) {
    for (const [name, value] of Object.entries(waiting[i] ?? {})) {
      if (name === 'errorCode' && typeof value === 'number' && value !== 0) codes.add(value)
      if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) waiting.push(value)
    }
  }
  return [...codes]
}
