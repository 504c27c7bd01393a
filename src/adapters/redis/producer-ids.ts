import type { ProducerIds } from '#ports/producer-ids'
import { StoreCorrupt, StoreUnavailable } from '#ports/store-errors'
import { historyId } from '#ports/store-history'
import type { Connection } from './connection.ts'
import { accepted, asking } from './errors.ts'
import type { Histories } from './history.ts'
import type { Keys } from './keys.ts'
import type { Link } from './link.ts'
import { list, type Reply, text } from './resp.ts'
import { swapValue } from './scripts/swap-value.ts'

const BLOCK = 1_000
const JUMP = 2 ** 22
/** A counter that is not there begins as if it had been made then: it may have been lost. */
const FIRST_MADE_S = Date.UTC(2025, 0, 1) / 1_000
const MARGIN_S = 2 ** 14
const ROUNDS = 1_000

/** The next id, the history it was taken under and the second the counter was made in, as one string. */
export const redisProducerIds = (link: Link, keys: Keys, histories: Histories): ProducerIds => {
  const key = keys.producerIds

  const take = async (on: Connection) => {
    const [value, time] = await on.run([['GET', key], ['TIME']])
    const now = secondsOf(accepted(time))
    const from = accepted(value)
    const { next, history, made } = from === null ? none : decode(text(from))
    const lost = history === null || !(await histories.harmless(history, on.server))
    const first = lost ? beyond(next, now - made) : next
    const to = `${first + BLOCK} ${on.server.history} ${made}`
    const swapped = await swapValue.run(on, { key, from: from === null ? '' : text(from), to })
    return swapped === 'swapped' ? { first, size: BLOCK } : null
  }

  return {
    nextBlock: () =>
      asking(async () => {
        const on = await link.get()
        for (let round = 0; round < ROUNDS; round++) {
          const block = await take(on)
          if (block !== null) return block
        }
        throw new StoreUnavailable('too many brokers ask for producer ids at once')
      }),
  }
}

const none = { next: 0, history: null, made: FIRST_MADE_S }

/** With their fraction: a server is back within a second. */
const secondsOf = (time: Reply): number => {
  const [seconds, microseconds] = list(time)
  return Number(text(seconds)) + Number(text(microseconds)) / 1e6
}

/** Beyond every id that can have been given out in what was lost. */
const beyond = (next: number, seconds: number): number =>
  Math.max(next + JUMP, Math.floor((seconds + MARGIN_S) * JUMP))

const decode = (value: string) => {
  const [next, history = '', made] = value.split(' ')
  if (!Number.isSafeInteger(Number(next)) || history === '') throw new StoreCorrupt(`producer ids: ${value}`)
  return { next: Number(next), history: historyId(history), made: Number(made) }
}
