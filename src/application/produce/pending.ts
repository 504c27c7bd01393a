import type { NewBatch } from '#ports/partition-log'
import type { E } from '#shared/fp'
import type { Produced, ProduceRefusal } from './produce.ts'

export type Outcome = E.Either<ProduceRefusal, Produced>

/** A batch that a producer waits for. Settles once; `deadline` in monotonic ms. */
export interface Pending {
  readonly batch: NewBatch
  readonly isLogAppendTime: boolean
  readonly deadline: number
  readonly isSettled: () => boolean
  readonly settle: (outcome: Outcome) => void
  readonly fail: (error: unknown) => void
}

export const pendingBatch = (
  { batch, isLogAppendTime, deadline }: Pick<Pending, 'batch' | 'isLogAppendTime' | 'deadline'>,
  onSettled: (pending: Pending) => void,
): { pending: Pending; outcome: Promise<Outcome> } => {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  let settled = false
  const once = (act: () => void): void => {
    if (settled) return
    settled = true
    act()
    onSettled(pending)
  }
  const pending: Pending = {
    batch,
    isLogAppendTime,
    deadline,
    isSettled: () => settled,
    settle: (outcome) => once(() => resolve(outcome)),
    fail: (error) => once(() => reject(error)),
  }
  return { pending, outcome: promise }
}
