import type { Appended, AppendRefusal, PartitionLog } from '#ports/partition-log'
import { OutcomeUnknown, StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { landed } from './appended.ts'
import { type Attempt, attemptAt, type Order } from './attempt.ts'
import type { Connection } from './connection.ts'
import { ConnectionLost } from './errors.ts'
import { type LogContext, TOKEN_BYTES } from './log-context.ts'
import { newsOf, offline } from './partitions.ts'
import { tokenAt } from './scripts/token-at.ts'
import { backoff, pause } from './waiting.ts'
import { type Tried, tryAppend } from './xadd.ts'

type Outcome = E.Either<AppendRefusal, Appended>

/** An append on its way. */
interface Sending extends Order {
  /** A try of which nothing was heard: nothing but itself is sent until it is known what became of it. */
  unresolved: Attempt | null
  /** What is known of the segments led nowhere. */
  reload: boolean
  /** A segment that is in the list and not in the store. */
  missing: string | null
}

/** 'again': at once, by what was learnt; 'later': when the store can be asked. */
type Step = Readonly<{ kind: 'settled'; outcome: Outcome } | { kind: 'again' } | { kind: 'later' }>

const again: Step = { kind: 'again' }
const later: Step = { kind: 'later' }
const settled = (outcome: Outcome): Step => ({ kind: 'settled', outcome })
const taken = settled(E.left({ kind: 'position-taken' }))

/** `design.md` 1: an append that was sent is retried only as itself, until its own token or another's entry stands there. */
export const append = (context: LogContext): PartitionLog['append'] => {
  const { appends, keys, codec, partitions, random, timers } = context

  /** Redis refused. What stands at the id decides, since a try of which nothing was heard may have been executed. */
  const refused = async (sending: Sending, attempt: Attempt, tried: Tried, on: Connection): Promise<Step> => {
    const { stream, id, token } = attempt
    const found = await tokenAt.run(on, { stream, id })
    if (found.kind === 'written' && found.token === token) {
      const { length } = found
      return settled(
        landed(context, sending.partition, { attempt, entry: sending.entry, length, news: null }),
      )
    }
    if (tried.kind === 'behind' && found.kind !== 'absent') return taken
    if (found.kind === 'absent') throw unknown(attempt, 'its segment is gone')
    sending.unresolved = null
    sending.reload = true
    return again
  }

  const absent = (sending: Sending, attempt: Attempt): Step => {
    const { name } = attempt.segment
    if (sending.missing === name) {
      return settled(offline(sending.partition, `the stream of segment ${name} is missing`))
    }
    sending.unresolved = null
    sending.missing = name
    sending.reload = true
    return again
  }

  const send = async (sending: Sending, attempt: Attempt, on: Connection): Promise<Step> => {
    const { partition, entry, unresolved } = sending
    const news = newsOf(partition)
    sending.unresolved = attempt
    const tried = await tryAppend(on, attempt.stream, attempt.id, attempt.fields)
    switch (tried.kind) {
      case 'appended':
        return settled(landed(context, partition, { attempt, entry, length: tried.length, news }))
      case 'behind':
      case 'sealed':
        return refused(sending, attempt, tried, on)
      case 'absent':
        if (unresolved !== null) throw unknown(attempt, 'its segment is gone')
        return absent(sending, attempt)
      case 'failed':
        sending.unresolved = unresolved
        if (unresolved !== null) return later
        throw tried.error
    }
  }

  const attempted = async (sending: Sending): Promise<Step> => {
    const { partition, unresolved } = sending
    const on = await appends.get()
    const head = await (sending.reload ? partitions.reload : partitions.head)(partition, on)
    if (E.isLeft(head)) {
      if (unresolved !== null) throw unknown(unresolved, head.left.kind)
      return settled(head)
    }
    const attempt = unresolved ?? attemptAt(keys, codec, head.right, sending)
    if (attempt !== null) return send(sending, attempt, on)
    if (sending.reload) return taken
    sending.reload = true
    return again
  }

  const step = async (sending: Sending): Promise<Step> => {
    try {
      return await attempted(sending)
    } catch (error) {
      const silent = error instanceof ConnectionLost
      if (!silent && !(error instanceof StoreUnavailable && sending.unresolved !== null)) throw error
      return later
    }
  }

  const run = async (order: Order): Promise<Outcome> => {
    const sending: Sending = { ...order, unresolved: null, reload: false, missing: null }
    for (let turn = 0; ; turn++) {
      const next = await step(sending)
      if (next.kind === 'settled') return next.outcome
      if (next.kind === 'again') continue
      if (context.isClosed()) throw givenUp(sending)
      await pause(timers, backoff(turn))
    }
  }

  // Random once, then counted: a token must be nobody else's, that is all.
  const writer = random.token(TOKEN_BYTES)
  let written = 0
  const nextToken = (): string => `${writer}.${(written++).toString(36)}`

  return (at, expected, entry) => () => {
    const partition = partitions.of(at)
    return partitions.inTurn(partition, async () => {
      try {
        const outcome = await run({ partition, expected, entry, token: nextToken() })
        // By nobody else: Redis tells of what others append. One that lost against them is not there; others may be.
        const lost = E.isLeft(outcome) && outcome.left.kind === 'position-taken'
        if (!lost || !context.wakeUps.fresh()) context.tell(partition.at)
        return outcome
      } catch (error) {
        // It may be there all the same.
        context.tell(partition.at)
        throw error
      }
    })
  }
}

const givenUp = ({ unresolved }: Sending): Error =>
  unresolved === null
    ? new StoreUnavailable('the store is closed')
    : unknown(unresolved, 'the store was closed')

const unknown = ({ id, segment }: Attempt, why: string): OutcomeUnknown =>
  new OutcomeUnknown(`it is not known whether entry ${id} of segment ${segment.name} was appended: ${why}`)
