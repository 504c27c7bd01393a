import { isIdempotent, type ProducerEntry, remember } from './producers.ts'
import { type EntryFacts, type Offset, offset, type Position } from './types.ts'

/** Kafka's default of `producer.id.expiration.ms`: how long a silent producer is remembered, in ms of the log's own time. */
export const PRODUCER_EXPIRATION_MS = 86_400_000
/** Producers that a partition remembers at most; the one silent for longest goes first. */
const MAX_PRODUCERS = 100_000

/**
 * All that decides about the next append of a partition, folded from its entries. Expiry and the limit follow from the
 * entries alone, never from a broker's clock, so that every broker that folds the same log agrees.
 */
export interface PartitionState {
  position: Position
  /** The highest append time in the log so far, in ms since the epoch: the log's own clock, which never goes back. */
  logTime: number
  /** How long a silent producer is remembered, in ms of {@link logTime}. */
  readonly producerExpirationMs: number
  /** In the order of their last append, the one silent for longest first. */
  readonly producers: Map<number, ProducerEntry>
}

export const initialPartition = (
  position: Position,
  producerExpirationMs = PRODUCER_EXPIRATION_MS,
): PartitionState => ({
  position,
  logTime: 0,
  producerExpirationMs,
  producers: new Map(),
})

/**
 * Folds an entry into the state, in place: a state with its up to 100,000 producers has one owner, and copying it for
 * every append is what the hot path cannot pay. Throws {@link GapInLog} when the entry does not follow.
 */
export const evolve = (state: PartitionState, entry: EntryFacts, maxProducers = MAX_PRODUCERS): void => {
  if (entry.baseOffset !== state.position.offset) throw new GapInLog(state.position.offset, entry.baseOffset)
  state.logTime = Math.max(state.logTime, entry.appendTime)
  forgetExpired(state)
  let at: number = entry.baseOffset
  for (const batch of entry.batches) {
    if (isIdempotent(batch)) {
      const entryOf = remember(state.producers.get(batch.producerId), batch, offset(at), state.logTime)
      state.producers.delete(batch.producerId)
      state.producers.set(batch.producerId, entryOf)
    }
    at += batch.count
  }
  forgetOldest(state.producers, maxProducers)
  state.position = entry.next
}

export const isExpired = (
  { producerExpirationMs }: PartitionState,
  producer: ProducerEntry,
  logTime: number,
): boolean => producer.lastTime <= logTime - producerExpirationMs

/** An entry that does not begin where the fold ends: the fold is not of this log (any more). */
export class GapInLog extends Error {
  override readonly name = 'GapInLog'
  constructor(expected: Offset, actual: Offset) {
    super(`the log goes on at ${actual} where the fold ends at ${expected}`)
  }
}

const forgetExpired = (state: PartitionState): void => {
  for (const [id, producer] of state.producers) {
    if (!isExpired(state, producer, state.logTime)) return
    state.producers.delete(id)
  }
}

const forgetOldest = (producers: Map<number, ProducerEntry>, most: number): void => {
  for (const id of producers.keys()) {
    if (producers.size <= most) return
    producers.delete(id)
  }
}
