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

/** Tells each its verdict; those that were appended stand one after the other from `baseOffset` on. */
export const tell = (
  group: readonly Pending[],
  verdicts: readonly SequenceVerdict[],
  baseOffset: Offset,
  logStart: Offset,
): void => {
  let at: number = baseOffset
  group.forEach((pending, i) => {
    const verdict = verdicts[i] ?? { kind: 'append' }
    if (verdict.kind !== 'append' && verdict.kind !== 'duplicate') return pending.settle(E.left(verdict))
    const mine = verdict.kind === 'duplicate' ? verdict.baseOffset : offset(at)
    if (verdict.kind === 'append') at += pending.batch.facts.count
    pending.settle(E.right({ baseOffset: mine, logStart, logAppendTime: -1 }))
  })
}

export const refuse = (group: readonly Pending[], refusal: ProduceRefusal): void => {
  for (const pending of group) pending.settle(E.left(refusal))
}
