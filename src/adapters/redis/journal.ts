import type { Journal, JournalName, JournalPosition, JournalRefusal, StoredEvent } from '#ports/journal'
import type { Random } from '#ports/random'
import type { Timers } from '#ports/timers'
import { E } from '#shared/fp'
import { askedAgain, outcomeUnknown } from './asked-again.ts'
import type { Connection } from './connection.ts'
import { asking } from './errors.ts'
import { foundingOf, tokenUnder } from './founding.ts'
import { groupIndex } from './group-index.ts'
import { journalId } from './journal-entries.ts'
import type { JournalMemories } from './journal-memories.ts'
import type { Keys } from './keys.ts'
import type { Link } from './link.ts'
import { TOKEN_BYTES } from './log-context.ts'
import { readJournal } from './read-journal.ts'
import { appendJournal } from './scripts/append-journal.ts'
import { removeJournal } from './scripts/remove-journal.ts'
import { saveSnapshot } from './scripts/save-snapshot.ts'
import type { WakeUps } from './wake-ups.ts'

type Options = Readonly<{
  link: Link
  keys: Keys
  random: Random
  timers: Timers
  memories: JournalMemories
  wakeUps: WakeUps
  isClosed: () => boolean
}>

const taken: E.Either<JournalRefusal, never> = E.left({ kind: 'position-taken' })

export const redisJournal = (options: Options): Journal => {
  const { link, keys, random, memories, wakeUps } = options
  const index = groupIndex(keys)

  const append = (
    name: JournalName,
    expected: JournalPosition | null,
    events: readonly StoredEvent[],
  ): Promise<E.Either<JournalRefusal, JournalPosition>> => {
    const own = random.token(TOKEN_BYTES)
    const token = expected === null ? own : tokenUnder(foundingOf(expected.token), own)
    const next = { index: (expected?.index ?? 0) + 1, token }
    const founded = expected === null && name.kind === 'group' ? name.groupId : null
    const input = {
      journal: keys.journal(name),
      expected: expected === null ? null : { id: journalId(expected.index), token: expected.token },
      id: journalId(next.index),
      token,
      events: JSON.stringify(events),
    }
    const what = 'events were appended'
    return askedAgain(options, what, async (on, silences) => {
      if (founded !== null) await index.announce(on, founded, token)
      switch (await appendJournal.run(on, input)) {
        case 'appended':
          if (founded !== null) await index.confirm(on, founded, token)
          memories.remember(name, next, on.server)
          return E.right(next)
        case 'absent':
          return absent(name, on)
        case 'passed':
          if (silences > 0) throw outcomeUnknown(what)
          return taken
        case 'taken':
          return taken
      }
    })
  }

  const absent = (name: JournalName, { server }: Connection): E.Either<JournalRefusal, never> => {
    memories.forget(name, server)
    return E.left({ kind: 'absent' })
  }

  /** After a reply that was lost, `absent` may well mean that it was removed by this very call: it is gone anyhow. */
  const remove = (name: JournalName, expected: JournalPosition): Promise<E.Either<JournalRefusal, void>> => {
    const input = {
      journal: keys.journal(name),
      snapshot: keys.journalSnapshot(name),
      offsets: name.kind === 'group' ? keys.offsets(name.groupId) : null,
      id: journalId(expected.index),
      token: expected.token,
    }
    return askedAgain(options, 'a journal was removed', async (on) => {
      const outcome = await removeJournal.run(on, input)
      if (outcome === 'taken') return taken
      if (outcome === 'removed') memories.drop(name)
      if (name.kind === 'group') await index.removed(on, name.groupId, foundingOf(expected.token))
      return outcome === 'removed' ? E.right(undefined) : absent(name, on)
    })
  }

  const read = async (name: JournalName, after: JournalPosition | null) => {
    const on = await link.get()
    const page = await readJournal(on, keys, name, after)
    if (E.isLeft(page)) return page.left.kind === 'absent' ? absent(name, on) : page
    const { position } = page.right
    memories.remember(name, position, on.server)
    if (after === null && name.kind === 'group')
      await index.mend(on, name.groupId, foundingOf(position.token))
    return page
  }

  return {
    append: (name, expected, events) => () => append(name, expected, events),
    read: (name, after) => () => asking(() => read(name, after)),
    saveSnapshot: (name, { position, state }) =>
      asking(async () => {
        await saveSnapshot.run(await link.get(), {
          of: keys.journal(name),
          snapshot: keys.journalSnapshot(name),
          order: position.index,
          position: JSON.stringify({ index: position.index, token: position.token }),
          state,
          entry: { id: journalId(position.index), token: position.token },
        })
      }),
    remove: (name, expected) => () => remove(name, expected),
    groups: () => asking(async () => index.list(await link.get())),
    watch: (listener) =>
      wakeUps.watch((changed) => {
        if (changed === null) listener(null)
        else if (changed.kind === 'journal') listener(changed.name)
      }),
    toldUntil: wakeUps.toldUntil,
  }
}
