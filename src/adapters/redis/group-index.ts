import type { Connection } from './connection.ts'
import { accepted, ConnectionLost } from './errors.ts'
import type { Keys } from './keys.ts'
import { fields, integer, list, text } from './resp.ts'
import { indexGroup } from './scripts/index-group.ts'
import { unindexGroup } from './scripts/unindex-group.ts'

/**
 * Which groups have a journal: a hash in a slot of its own, so that no step changes it and a journal at once. A field
 * holds the founding of the journal, or `?` and the founding while that is under way.
 *
 * A journal has an entry, in whatever order the steps of several brokers come:
 * - A founder overwrites the entry with its own `?F`, then appends, then writes `F`, and only then is the founding told.
 * - What is deleted is an entry seen (or known) to be of a journal that is gone, and only if it is that entry still.
 *   A remover knows the founding: that journal does not come back, and a later founder has written its own `?G`.
 *   A cleaner read the entry, and then saw no journal. If a journal was founded after that, then its `F` is written
 *   either before the deletion, which finds another entry than it read, or after it, which brings the entry back.
 *   (Were there no `F`, the cleaner might have read the `?F` of this very founding.)
 * - A founder that lost leaves its `?B` beside the winner's journal: an entry is not asked whose it is, only whether
 *   there is a journal. It is cleaned away when there is none.
 * What is left is a founder that dies between its append and `F` while a cleaner is between its look and its deletion.
 * Nobody was told of that founding; whoever opens the group puts the entry back.
 */
export interface GroupIndex {
  readonly announce: (on: Connection, groupId: string, founding: string) => Promise<void>
  /** Rejects with `ConnectionLost` whatever the reason: the append before it has happened. */
  readonly confirm: (on: Connection, groupId: string, founding: string) => Promise<void>
  /** Puts an entry back where there is none. Does not fail. */
  readonly mend: (on: Connection, groupId: string, founding: string) => Promise<void>
  /** The journal of this founding is gone. Does not fail: what is left is cleaned away by and by. */
  readonly removed: (on: Connection, groupId: string, founding: string) => Promise<void>
  /** Those that have a journal. Cleans away what has none. */
  readonly list: (on: Connection) => Promise<readonly string[]>
}

const PAGE = 500

export const groupIndex = (keys: Keys): GroupIndex => {
  const { groups } = keys
  const enter = (on: Connection, groupId: string, entry: string, mode: 'always' | 'if-absent') =>
    indexGroup.run(on, { groups, groupId, entry, mode })
  const remove = async (on: Connection, groupId: string, entries: readonly string[]) => {
    await unindexGroup.run(on, { groups, groupId, entries }).catch(ignored)
  }

  /** Of some entries of the index. */
  const living = async (on: Connection, entries: ReadonlyMap<string, Buffer>): Promise<readonly string[]> => {
    const ids = [...entries.keys()]
    const exist = await on.run(
      ids.map((groupId) => ['EXISTS', keys.journal({ kind: 'group', groupId })] as const),
    )
    const isLiving = exist.map((reply) => integer(accepted(reply)) === 1)
    const stale = [...entries].filter((_, i) => isLiving[i] === false)
    await Promise.all(stale.map(([groupId, entry]) => remove(on, groupId, [entry.toString()])))
    return ids.filter((_, i) => isLiving[i])
  }

  return {
    announce: async (on, groupId, founding) => void (await enter(on, groupId, pending(founding), 'always')),
    confirm: async (on, groupId, founding) => {
      try {
        await enter(on, groupId, founding, 'always')
      } catch (cause) {
        throw new ConnectionLost('a founding is not in the index yet', { cause })
      }
    },
    mend: async (on, groupId, founding) => {
      await enter(on, groupId, founding, 'if-absent').catch(ignored)
    },
    removed: (on, groupId, founding) => remove(on, groupId, [founding, pending(founding)]),
    list: async (on) => {
      const found = new Set<string>()
      let cursor = '0'
      do {
        const [page] = await on.run([['HSCAN', groups, cursor, 'COUNT', PAGE]])
        const [next, entries] = list(accepted(page))
        for (const groupId of await living(on, fields(entries))) found.add(groupId)
        cursor = text(next)
      } while (cursor !== '0')
      return [...found]
    },
  }
}

const pending = (founding: string): string => `?${founding}`

const ignored = () => undefined
