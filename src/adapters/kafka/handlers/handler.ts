import { decodeRequest, encodeResponse } from '#adapters/kafka/protocol/frame'
import type { RequestHeader } from '#adapters/kafka/protocol/header'
import type { Reader } from '#adapters/kafka/protocol/reader'
import { type AnyMessage, type Message, speaks } from '#adapters/kafka/protocol/schema'
import type { FetchSessions } from '#application/fetch/sessions'
import type { Services } from '#application/services'
import { errorsOf, type TellErrors } from './answered-errors.ts'

/** All that handlers may ask. */
export type Broker = Readonly<{ services: Services; fetchSessions: FetchSessions }>

/** One request as its connection sees it. */
export interface Call {
  readonly version: number
  readonly clientId: string | null
  /** In Kafka's form, `/127.0.0.1`. */
  readonly clientHost: string
  /** The listener that the client came through, whose addresses it is told. */
  readonly listener: string
  /** Aborted when nobody waits for the answer any more, or nobody should. */
  readonly abandoned: AbortSignal
  /** What the connection and the process have room for; only answers that can be as large as the client likes look at it. */
  readonly maxAnswerBytes: number
  /** Of a handler that `enters`: what it does from here on needs no order. */
  readonly entered: () => void
  /** Of a handler that waits for others: nothing of the request is held from here on, and its bytes count no more. */
  readonly letGo: () => void
  /** Closes the connection once what was asked before is answered: the way to refuse a request that has no answer. */
  readonly hangUp: (reason: string) => void
  /** Told of each error code of the answer. */
  readonly refused: (code: number) => void
}

/**
 * When the connection's next request starts: once this one is answered (`in-turn`), at once because this one may wait
 * on others (`parks`), or when this one says that it has `entered` where order matters. Answers keep the order anyway.
 */
export type Pace = 'in-turn' | 'parks' | 'enters'

interface Declaration<Req, Res> {
  readonly request: Message<Req>
  readonly response: Message<Res>
  readonly pace: Pace
  /** The answer, or null where the protocol has none. Rejects only for a bug, which costs the client its connection. */
  readonly handle: (broker: Broker, request: Req, call: Call) => Promise<Res | null> | Res | null
  /** The answer to a version that is not spoken, in the lowest version. Without it the connection is closed. */
  readonly otherVersion?: () => Res
}

/** A request that was understood: run it and write what it returns. */
export type Opened = (broker: Broker, call: Call) => Promise<readonly Buffer[] | null>

/** A handler of whatever messages. */
export interface AnyHandler {
  readonly request: AnyMessage
  readonly pace: Pace
  /** Decodes the rest of a request; null if its version is not spoken. Throws `DecodeError`. */
  readonly open: (r: Reader, header: RequestHeader) => Opened | null
}

export type Handler<Req, Res> = AnyHandler & Declaration<Req, Res>

export const handler = <Req, Res>(declared: Declaration<Req, Res>): Handler<Req, Res> => {
  const { request, response, handle, otherVersion } = declared
  // With the first answer, and not for every API at the start.
  let tellErrors: TellErrors | null = null
  const written = async (
    answering: Promise<Res | null>,
    { version, refused }: Call,
    correlationId: number,
  ): Promise<readonly Buffer[] | null> => {
    const answer = await answering
    if (answer === null) return null
    tellErrors ??= errorsOf(response)
    tellErrors(answer, refused)
    return encodeResponse(response, version, correlationId, answer)
  }
  return {
    ...declared,
    open: (r, { version, correlationId }) => {
      if (!speaks(request, version)) {
        if (otherVersion === undefined) return null
        const answer = encodeResponse(response, response.versions[0], correlationId, otherVersion())
        return () => Promise.resolve(answer)
      }
      const body = decodeRequest(r, request, version)
      // What is awaited knows nothing of the body: a request that lets go is forgotten while it waits.
      return (broker, call) =>
        written(
          asked(() => handle(broker, body, call)),
          call,
          correlationId,
        )
    },
  }
}

const asked = <A>(ask: () => Promise<A> | A): Promise<A> => {
  try {
    return Promise.resolve(ask())
  } catch (error) {
    return Promise.reject(error)
  }
}
