import { mayCommit } from '#domain/offset-commits/decider'
import type { CommittedOffset } from '#domain/offset-commits/types'
import { partitionKey } from '#domain/topic/types'
import type { Clock } from '#ports/clock'
import { E } from '#shared/fp'
import type { CommitRequest, GroupsRefusal } from './groups.ts'
import { type LiveGroup, LOST, type Lost } from './live-group.ts'
import type { Records } from './records.ts'

export type CommitOutcome = E.Either<GroupsRefusal, void>

interface Waiting {
  readonly request: CommitRequest
  readonly settle: (outcome: CommitOutcome) => void
  readonly fail: (error: unknown) => void
}

const notCoordinator = E.left({ kind: 'not-coordinator' } as const)

/**
 * Commits of one group, one write at a time: what arrives meanwhile makes up the next. Members are judged by the state
 * at the position that the write is fenced with, so that nothing of a lost generation gets through.
 */
export const commitsOf = (
  live: Pick<LiveGroup, 'turn' | 'state' | 'touch' | 'isStillOurs'>,
  clock: Clock,
): ((request: CommitRequest) => Promise<CommitOutcome>) => {
  let waiting: Waiting[] = []

  const write = async (records: Records, batch: readonly Waiting[]): Promise<true | Lost> => {
    const judged = batch.map((each) => ({ ...each, verdict: mayCommit(live.state(), each.request) }))
    const accepted = judged.filter(({ verdict }) => E.isRight(verdict))
    const set = newest(accepted, clock.now())
    const isOurs = set.length > 0 ? await records.change({ set, remove: [] }) : await live.isStillOurs()
    if (!isOurs) return LOST
    for (const { settle, verdict, request } of judged) {
      if (E.isRight(verdict)) live.touch(request)
      settle(verdict)
    }
    return true
  }

  const flush = async (): Promise<void> => {
    let batch: readonly Waiting[] = []
    const take = (): readonly Waiting[] => {
      batch = waiting
      waiting = []
      return batch
    }
    try {
      const outcome = await live.turn((records) => write(records, take()))
      // It had resigned before its turn, or does now: whoever still waits is told.
      if (outcome === LOST) for (const { settle } of [...batch, ...take()]) settle(notCoordinator)
    } catch (error) {
      for (const { fail } of batch) fail(error)
    }
  }

  return (request) =>
    new Promise((settle, fail) => {
      waiting.push({ request, settle, fail })
      if (waiting.length === 1) void flush()
    })
}

/** Of several commits for one partition only the last is there afterwards. */
const newest = (accepted: readonly Waiting[], committedAt: number): readonly CommittedOffset[] => {
  const offsets = accepted.flatMap(({ request }) => request.offsets)
  return [...new Map(offsets.map((each) => [partitionKey(each.at), { ...each, committedAt }])).values()]
}
