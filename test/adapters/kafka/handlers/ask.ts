import type { Broker, Call, Handler } from '#adapters/kafka/handlers/handler'
import { decodeResponse, encodeRequest } from '#adapters/kafka/protocol/frame'
import { readRequestHeader } from '#adapters/kafka/protocol/header'
import { Reader } from '#adapters/kafka/protocol/reader'
import { fetchSessions } from '#application/fetch/sessions'
import type { Services } from '#application/services'
import { fakeServices } from '#test/support/fake-services'

type Overrides = Parameters<typeof fakeServices>[0]

export const brokerOf = (services: Services): Broker => {
  let next = 0
  const random = { token: () => '', positiveInt: () => ++next }
  const clock = { now: () => 0, monotonic: () => 0 }
  return { services, fetchSessions: fetchSessions({ random, clock }) }
}

export const brokerWith = (overrides?: Overrides): Broker => brokerOf(fakeServices(overrides))

export type Asked<Res> = Readonly<{ body: Res | null; hangUps: readonly string[]; entered: number }>

/** Sends a request through encoding and decoding, as a client of this version would, and reads the answer as it would. */
export const ask = async <Req, Res>(
  handler: Handler<Req, Res>,
  version: number,
  request: Req,
  broker: Broker = brokerWith(),
  facts: Partial<Call> = {},
): Promise<Asked<Res>> => {
  const sent = Buffer.concat(
    encodeRequest(handler.request, { version, correlationId: 9, clientId: 'me' }, request),
  )
  const reader = new Reader(sent.subarray(4))
  const opened = handler.open(reader, readRequestHeader(reader))
  if (opened === null) throw new Error(`version ${version} is not spoken`)
  const hangUps: string[] = []
  let entered = 0
  const chunks = await opened(broker, {
    version,
    clientId: 'me',
    clientHost: '/10.0.0.7',
    listener: 'PLAINTEXT',
    abandoned: new AbortController().signal,
    maxAnswerBytes: 50_000_000,
    entered: () => void entered++,
    letGo: () => {},
    hangUp: (reason) => void hangUps.push(reason),
    refused: () => {},
    ...facts,
  })
  if (chunks === null) return { body: null, hangUps, entered }
  const { correlationId, body } = decodeResponse(
    new Reader(Buffer.concat(chunks).subarray(4)),
    handler.response,
    version,
  )
  if (correlationId !== 9) throw new Error(`correlation id ${correlationId}`)
  return { body, hangUps, entered }
}

/** The body alone, where there must be one. */
export const answer = async <Req, Res>(...args: Parameters<typeof ask<Req, Res>>): Promise<Res> => {
  const { body } = await ask<Req, Res>(...args)
  if (body === null) throw new Error('there was no answer')
  return body
}
