import { OutcomeUnknown, StoreFull, StoreUnavailable } from '#ports/store-errors'
import type { Timers } from '#ports/timers'
import type { Connection } from './connection.ts'
import { ConnectionLost } from './errors.ts'
import type { Link } from './link.ts'
import { backoff, pause } from './waiting.ts'

export type AskedAgain = Readonly<{ link: Link; timers: Timers; isClosed: () => boolean }>

/** Some 10 s. */
const MOST_SILENCES = 15

/**
 * Sends a change that knows itself again, and sends the very same again as long as its reply is lost. `silences` tells
 * how many of its sendings may have been executed, or may yet be, without a word. Rejects with `OutcomeUnknown` when
 * that can no longer be found out; `what` says what is not known.
 */
export const askedAgain = async <A>(
  { link, timers, isClosed }: AskedAgain,
  what: string,
  send: (on: Connection, silences: number) => Promise<A>,
): Promise<A> => {
  for (let silences = 0; ; silences++) {
    try {
      return await send(await link.get(), silences)
    } catch (error) {
      const refused = error instanceof StoreUnavailable || error instanceof StoreFull
      const silent = error instanceof ConnectionLost || (refused && silences > 0)
      if (!silent) throw error
      if (silences === MOST_SILENCES || isClosed()) throw outcomeUnknown(what)
      await pause(timers, backoff(silences))
    }
  }
}

export const outcomeUnknown = (what: string): OutcomeUnknown =>
  new OutcomeUnknown(`it is not known whether ${what}`)
