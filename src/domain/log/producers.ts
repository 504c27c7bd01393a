import { type BatchFacts, type Offset, offset } from './types.ts'

/** Kafka remembers as many batches of a producer as it may have in flight (`ProducerStateEntry.NUM_BATCHES_TO_RETAIN`). */
const RETAINED_BATCHES = 5
/** Sequences count 0 to 2^31 - 1 and start again (`DefaultRecordBatch.incrementSequence`). */
const SEQUENCES = 2 ** 31

/** What a partition remembers of one producer. */
export type ProducerEntry = Readonly<{
  epoch: number
  /** How many sequences up to the last one are known to be in the log without a hole. */
  unbroken: number
  /** Append time of the last batch, in ms since the epoch: the log's own time. */
  lastTime: number
  /** The newest batches, oldest first; never empty. */
  batches: readonly RetainedBatch[]
}>
export type RetainedBatch = Readonly<{ firstSequence: number; lastSequence: number; baseOffset: Offset }>

/** What an idempotent batch meets (`kafka.md` c.3). A duplicate carries the offset it was given the first time. */
export type SequenceVerdict = Readonly<
  | { kind: 'append' }
  | { kind: 'duplicate'; baseOffset: Offset }
  | { kind: 'duplicate-sequence' }
  | { kind: 'out-of-order-sequence'; message: string }
  | { kind: 'invalid-producer-epoch' }
>

export const isIdempotent = ({ producerId }: BatchFacts): boolean => producerId >= 0

/**
 * Judges a batch of an idempotent producer against what the partition remembers of it. An unknown producer may start at
 * any sequence (KIP-360): refusing it would make the client bump its epoch and send its records twice.
 */
export const judge = (known: ProducerEntry | undefined, batch: BatchFacts): SequenceVerdict => {
  if (known === undefined) return { kind: 'append' }
  if (batch.producerEpoch < known.epoch) return { kind: 'invalid-producer-epoch' }
  if (batch.producerEpoch > known.epoch)
    return batch.baseSequence === 0
      ? { kind: 'append' }
      : outOfOrder(batch, 'the first sequence of its epoch', 0)
  const first = batch.baseSequence
  const last = lastSequence(batch)
  for (const kept of known.batches)
    if (kept.firstSequence === first && kept.lastSequence === last)
      return { kind: 'duplicate', baseOffset: kept.baseOffset }
  const newest = newestSequence(known)
  if (first === next(newest)) return { kind: 'append' }
  const behind = distance(first, newest)
  // Whole below the last sequence, and inside what is known to have no hole: it is in the log, but its offset is forgotten.
  if (behind < known.unbroken && distance(last, newest) <= behind) return { kind: 'duplicate-sequence' }
  return outOfOrder(batch, 'the next sequence', next(newest))
}

/** What the partition remembers once the batch stands at `baseOffset`. */
export const remember = (
  known: ProducerEntry | undefined,
  batch: BatchFacts,
  baseOffset: Offset,
  appendTime: number,
): ProducerEntry => {
  const kept: RetainedBatch = {
    firstSequence: batch.baseSequence,
    lastSequence: lastSequence(batch),
    baseOffset: offset(baseOffset),
  }
  const follows =
    known !== undefined &&
    known.epoch === batch.producerEpoch &&
    next(newestSequence(known)) === batch.baseSequence
  return {
    epoch: batch.producerEpoch,
    unbroken: Math.min((follows ? known.unbroken : 0) + batch.count, SEQUENCES / 2),
    lastTime: appendTime,
    batches: follows ? [...known.batches.slice(1 - RETAINED_BATCHES), kept] : [kept],
  }
}

/** The last sequence that the partition has of a producer. */
export const newestSequence = ({ batches }: ProducerEntry): number => batches.at(-1)?.lastSequence ?? -1

const next = (sequence: number): number => (sequence + 1) % SEQUENCES
const lastSequence = ({ baseSequence, count }: BatchFacts): number => (baseSequence + count - 1) % SEQUENCES
/** Steps from one sequence up to another, around the wrap. */
const distance = (from: number, to: number): number => (to - from + SEQUENCES) % SEQUENCES

const outOfOrder = (batch: BatchFacts, what: string, expected: number): SequenceVerdict => ({
  kind: 'out-of-order-sequence',
  message: `producer ${batch.producerId} sent sequence ${batch.baseSequence} where ${what} is ${expected}`,
})
