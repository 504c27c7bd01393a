import { admit } from '#domain/log/admission'
import type { PartitionState } from '#domain/log/partition-state'
import type { SequenceVerdict } from '#domain/log/producers'
import { type Offset, offset } from '#domain/log/types'
import { E } from '#shared/fp'
import type { Pending } from './pending.ts'
import type { ProduceRefusal } from './produce.ts'

/** What the partition's state says of each batch of a group. */
export const verdictsOf = (
  state: PartitionState,
  group: readonly Pending[],
  appendTime: number,
): readonly SequenceVerdict[] =>
  admit(
    state,
    group.map(({ batch }) => batch.facts),
    appendTime,
  )

/** Where a group was appended, and when, in ms since the epoch. */
export type Place = Readonly<{ baseOffset: Offset; logStart: Offset; appendTime: number }>

/** The append time of who has none to be told (ProduceResponse): its producer's own times count. */
export const NO_TIME = -1

/**
 * Tells each its verdict; those that were appended stand one after the other from `baseOffset` on. When a duplicate was
 * appended is not remembered.
 */
export const tell = (
  group: readonly Pending[],
  verdicts: readonly SequenceVerdict[],
  { baseOffset, logStart, appendTime }: Place,
): void => {
  let at: number = baseOffset
  group.forEach((pending, i) => {
    const verdict = verdicts[i] ?? { kind: 'append' }
    if (verdict.kind !== 'append' && verdict.kind !== 'duplicate') return pending.settle(E.left(verdict))
    if (verdict.kind === 'duplicate')
      return pending.settle(E.right({ baseOffset: verdict.baseOffset, logStart, logAppendTime: NO_TIME }))
    const logAppendTime = pending.isLogAppendTime ? appendTime : NO_TIME
    pending.settle(E.right({ baseOffset: offset(at), logStart, logAppendTime }))
    at += pending.batch.facts.count
  })
}

export const refuse = (group: readonly Pending[], refusal: ProduceRefusal): void => {
  for (const pending of group) pending.settle(E.left(refusal))
}
