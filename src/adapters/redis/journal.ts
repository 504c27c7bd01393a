import type {
  Journal,
  JournalName,
  JournalPage,
  JournalPosition,
  JournalRefusal,
  JournalSnapshot,
  StoredEvent,
} from '#ports/journal'
import type { Random } from '#ports/random'
import { OutcomeUnknown, StoreCorrupt, StoreFull, StoreUnavailable } from '#ports/store-errors'
import type { Timers } from '#ports/timers'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import { accepted, asking, ConnectionLost } from './errors.ts'
import { isStored, listIn, numberIn, stored, textIn } from './json.ts'
import type { Keys } from './keys.ts'
import type { Link } from './link.ts'
import { TOKEN_BYTES } from './log-context.ts'
import type { Memories } from './memories.ts'
import { fields, list, type Reply, text } from './resp.ts'
import { appendJournal } from './scripts/append-journal.ts'
import { saveSnapshot } from './scripts/save-snapshot.ts'
import { backoff, pause } from './waiting.ts'
import type { WakeUps } from './wake-ups.ts'

type Options = Readonly<{
  link: Link
  keys: Keys
  random: Random
  timers: Timers
  memories: Memories
  wakeUps: WakeUps
  isClosed: () => boolean
}>

type Stored = JournalPosition & Readonly<{ events: readonly StoredEvent[] }>

const PAGE = 500
/** Some 10 s. */
const MOST_SILENCES = 15

const idOf = (index: number): string => `${index}-0`

export const redisJournal = ({
  link,
  keys,
  random,
  timers,
  memories,
  wakeUps,
  isClosed,
}: Options): Journal => {
  const append = async (
    name: JournalName,
    expected: JournalPosition | null,
    events: readonly StoredEvent[],
  ): Promise<E.Either<JournalRefusal, JournalPosition>> => {
    const next = { index: (expected?.index ?? 0) + 1, token: random.token(TOKEN_BYTES) }
    const input = {
      journal: keys.journal(name),
      expected: expected === null ? null : { id: idOf(expected.index), token: expected.token },
      id: idOf(next.index),
      token: next.token,
      events: JSON.stringify(events),
    }
    for (let silences = 0; ; silences++) {
      try {
        const on = await link.get()
        switch (await appendJournal.run(on, input)) {
          case 'appended':
            remember(name, next, on)
            return E.right(next)
          case 'absent':
            return absent(name, on)
          case 'taken':
            return E.left({ kind: 'position-taken' })
        }
      } catch (error) {
        const refused = error instanceof StoreUnavailable || error instanceof StoreFull
        const silent = error instanceof ConnectionLost || (refused && silences > 0)
        if (!silent) throw error
        if (silences === MOST_SILENCES || isClosed())
          throw new OutcomeUnknown('it is not known whether events were appended')
        await pause(timers, backoff(silences))
      }
    }
  }

  /** The end as the store has it: it may be a journal that was removed and founded again. */
  const remember = (name: JournalName, { index, token }: JournalPosition, { server }: Connection) => {
    const stream = keys.journal(name)
    const { history } = server
    memories.forget(stream, server)
    memories.remember(stream, { stream, owner: null, id: idOf(index), token, history })
  }

  const absent = (name: JournalName, { server }: Connection): E.Either<JournalRefusal, never> => {
    memories.forget(keys.journal(name), server)
    return E.left({ kind: 'absent' })
  }

  /** From an entry on, itself included. */
  const entriesFrom = async (on: Connection, journal: string, first: number): Promise<readonly Stored[]> => {
    const entries: Stored[] = []
    for (let from = first; ; ) {
      const [range] = await on.run([['XRANGE', journal, idOf(from), '+', 'COUNT', PAGE]])
      const page = list(accepted(range)).map(decodeEntry)
      entries.push(...page)
      if (page.length < PAGE) return entries
      from += PAGE
    }
  }

  const snapshotOf = async (on: Connection, name: JournalName): Promise<JournalSnapshot | null> => {
    const [hash] = await on.run([['HGETALL', keys.journalSnapshot(name)]])
    const found = fields(accepted(hash))
    const [position, state] = [found.get('position'), found.get('state')]
    if (position === undefined || state === undefined) return null
    const at = stored(text(position))
    return { position: { index: numberIn(at, 'index'), token: textIn(at, 'token') }, state: text(state) }
  }

  const read = async (
    name: JournalName,
    after: JournalPosition | null,
  ): Promise<E.Either<JournalRefusal, JournalPage>> => {
    const on = await link.get()
    const snapshot = after === null ? await snapshotOf(on, name) : null
    const known = after ?? snapshot?.position ?? null
    const entries = await entriesFrom(on, keys.journal(name), known?.index ?? 1)
    const [first] = entries
    if (known !== null && (first?.index !== known.index || first.token !== known.token)) {
      const [exists] = await on.run([['EXISTS', keys.journal(name)]])
      return accepted(exists) === 0 ? absent(name, on) : E.left({ kind: 'position-taken' })
    }
    const last = entries.at(-1)
    if (last === undefined) return absent(name, on)
    entries.forEach(({ index }, i) => {
      if (index !== (known?.index ?? 1) + i)
        throw new StoreCorrupt(`a journal has a gap before entry ${index}`)
    })
    remember(name, last, on)
    const events = entries.slice(known === null ? 0 : 1).flatMap((entry) => entry.events)
    return E.right({ snapshot, events, position: { index: last.index, token: last.token } })
  }

  return {
    append: (name, expected, events) => () => append(name, expected, events),
    read: (name, after) => () => asking(() => read(name, after)),
    saveSnapshot: (name, { position: { index, token }, state }) =>
      asking(async () => {
        await saveSnapshot.run(await link.get(), {
          of: keys.journal(name),
          snapshot: keys.journalSnapshot(name),
          order: index,
          position: JSON.stringify({ index, token }),
          state,
          entry: { id: idOf(index), token },
        })
      }),
    remove: async (name) => {
      const [removed] = await link.ask([['UNLINK', keys.journal(name), keys.journalSnapshot(name)]])
      accepted(removed)
    },
    watch: (listener) =>
      wakeUps.watch((changed) => {
        if (changed === null) listener(null)
        else if (changed.kind === 'journal') listener(changed.name)
      }),
  }
}

const decodeEntry = (reply: Reply): Stored => {
  const [id, flat] = list(reply)
  const found = fields(flat)
  const events = listIn(text(found.get('e'))).map((event) => {
    if (!isStored(event)) throw new StoreCorrupt('a journal holds something that is no event')
    return { decider: textIn(event, 'decider'), version: numberIn(event, 'version'), event: event['event'] }
  })
  return { index: Number.parseInt(text(id), 10), token: text(found.get('w')), events }
}
