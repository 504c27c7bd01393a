import type { SealedSegment } from '#domain/compaction/types'
import type { Offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { Replacement } from '#ports/log-cleaning'
import { entryBuilder } from './entry-builder.ts'
import { type Judge, judgedPieces } from './judged.ts'
import { expected } from './segment-batches.ts'

/** Bytes before and after. `at`: when it was replaced, in ms since the epoch; null where it stayed. */
export type Rewritten = Readonly<{ before: number; after: number; at: number | null }>

export type RewriteDeps = Judge & Readonly<{ time: () => Promise<number | null> }>

/**
 * Replaces neighbouring segments by what is left of them; one in which nothing changes stays. `confirm` is asked just
 * before the change is seen by anybody. Throws `PassEnded`.
 */
export const rewriteGroup = async (
  judge: RewriteDeps,
  at: TopicPartition,
  group: readonly SealedSegment[],
  confirm: () => Promise<void>,
): Promise<Rewritten> => {
  const before = group.reduce((sum, { bytes }) => sum + bytes, 0)
  const [first] = group
  if (first === undefined || (group.length === 1 && !(await changes(judge, at, first))))
    return { before, after: before, at: null }
  const replacement = expected(
    await judge.log.replace(
      at,
      group.map(({ name }) => name),
    )(),
  )
  try {
    const after = await copy(judge, at, group, first.start, replacement)
    await confirm()
    // Not when the pass began, which may be longer ago than readers are given time for.
    const now = (await judge.time()) ?? judge.now
    expected(await replacement.commit(now)())
    return { before, after, at: now }
  } catch (error) {
    await replacement.abandon()
    throw error
  }
}

const changes = async (judge: Judge, at: TopicPartition, segment: SealedSegment): Promise<boolean> => {
  for await (const { isChanged } of judgedPieces(judge, at, segment)) if (isChanged) return true
  return false
}

const copy = async (
  judge: Judge,
  at: TopicPartition,
  group: readonly SealedSegment[],
  start: Offset,
  { add }: Replacement,
): Promise<number> => {
  const builder = entryBuilder(start)
  let bytes = 0
  for (const segment of group) {
    for await (const piece of judgedPieces(judge, at, segment)) {
      bytes += piece.facts.bytes
      const full = builder.add(piece)
      if (full !== null) expected(await add(full)())
    }
  }
  const rest = builder.rest()
  if (rest !== null) expected(await add(rest)())
  return bytes
}
