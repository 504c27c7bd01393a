import type { Change, Reader } from './tables.ts'
import { apply, type Draft, draftOver, type Transaction } from './transaction.ts'

/** Decides by what it reads, and puts what it decided. It runs once, without a pause. */
export type Operation<A> = (transaction: Transaction) => A

export interface Commits {
  /** Answers when what the operation put, and all that it had read, is durable. Rejects, nothing changed, when it threw. */
  readonly submit: <A>(operation: Operation<A>) => Promise<A>
  /** Resolves when nothing is waiting or under way any more. */
  readonly idle: () => Promise<void>
  readonly statistics: () => CommitStatistics
}

export type CommitStatistics = Readonly<{ operations: number; commits: number }>

/** Makes changes durable, all or none. There is never more than one call at a time. */
export type Commit = (changes: readonly Change[]) => Promise<void>

interface Waiting {
  /** Runs the operation; gives how to answer it once the commit has succeeded. */
  readonly run: (draft: Draft) => () => void
  readonly reject: (cause: unknown) => void
}

/**
 * One transaction over all partitions and journals that have something to write; what arrives while it is under way
 * waits for the next. So throughput rises with load, and no operation ever sees what may still be taken back.
 */
export const groupCommit = (committed: Pick<Reader, 'get'>, commit: Commit): Commits => {
  let waiting: Waiting[] = []
  let working: Promise<void> | null = null
  let operations = 0
  let commits = 0

  const commitAll = async (group: readonly Waiting[]): Promise<void> => {
    const draft = draftOver(committed)
    const survivors = group.flatMap(({ run, reject }) => {
      const own = draftOver(draft)
      try {
        const answer = run(own)
        apply(own.changes(), draft)
        return [{ answer, reject }]
      } catch (cause) {
        reject(cause)
        return []
      }
    })
    try {
      const changes = draft.changes()
      if (changes.length > 0) {
        commits += 1
        await commit(changes)
      }
      for (const { answer } of survivors) answer()
    } catch (cause) {
      for (const { reject } of survivors) reject(cause)
    }
  }

  const work = async (): Promise<void> => {
    await Promise.resolve() // whatever else this turn submits goes along
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      await commitAll(group)
    }
    working = null
  }

  return {
    submit: (operation) =>
      new Promise((resolve, reject) => {
        operations += 1
        const run = (draft: Draft) => {
          const outcome = operation(draft)
          return () => resolve(outcome)
        }
        waiting.push({ run, reject })
        working ??= work()
      }),
    idle: async () => {
      while (working !== null) await working
    },
    statistics: () => ({ operations, commits }),
  }
}
