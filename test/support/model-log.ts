/** A partition as Kafka's rules describe it (`kafka.md` c.3), with everything remembered and nothing clever. */
export interface ModelLog {
  readonly batches: readonly ModelBatch[]
  readonly end: () => number
  /** What the batch meets if it is appended now. */
  readonly judge: (batch: SentBatch, now: number) => ModelVerdict
  readonly append: (batch: SentBatch, now: number) => number
  readonly logStart: () => number
  /** DeleteRecords: what is remembered of producers stays. */
  readonly deleteBelow: (offset: number) => void
  /** What a fold remembers of its producers, those silent for longest first. */
  readonly producers: () => readonly (readonly [id: number, Remembered])[]
}

export type SentBatch = Readonly<{
  producer: number
  epoch: number
  sequence: number
  count: number
  payload: string
}>
export type ModelBatch = SentBatch & Readonly<{ baseOffset: number }>
export type ModelVerdict = Readonly<
  | { kind: 'append' }
  | { kind: 'duplicate'; baseOffset: number }
  | { kind: 'duplicate-sequence' | 'out-of-order-sequence' | 'invalid-producer-epoch' }
>
type Remembered = Readonly<{
  epoch: number
  lastTime: number
  batches: readonly Readonly<{ firstSequence: number; lastSequence: number; baseOffset: number }>[]
}>

const DAY = 86_400_000
const SEQUENCES = 2 ** 31

interface Producer {
  readonly epoch: number
  lastTime: number
  readonly batches: ModelBatch[]
}

export const modelLog = (): ModelLog => {
  const batches: ModelBatch[] = []
  const producers = new Map<number, Producer>()
  let logTime = 0
  let end = 0
  let start = 0

  const living = (id: number, now: number): Producer | undefined => {
    const producer = producers.get(id)
    return producer !== undefined && producer.lastTime > Math.max(logTime, now) - DAY ? producer : undefined
  }

  const judge = (batch: SentBatch, now: number): ModelVerdict => {
    const known = batch.producer < 0 ? undefined : living(batch.producer, now)
    if (known === undefined) return { kind: 'append' }
    if (batch.epoch < known.epoch) return { kind: 'invalid-producer-epoch' }
    if (batch.epoch > known.epoch) return { kind: batch.sequence === 0 ? 'append' : 'out-of-order-sequence' }
    const kept = known.batches
      .slice(-5)
      .find(({ sequence, count }) => sequence === batch.sequence && count === batch.count)
    if (kept !== undefined) return { kind: 'duplicate', baseOffset: kept.baseOffset }
    const seen = known.batches.flatMap(sequencesOf)
    if (batch.sequence === (seen.at(-1)! + 1) % SEQUENCES) return { kind: 'append' }
    const isSeen = sequencesOf(batch).every((sequence) => seen.includes(sequence))
    return { kind: isSeen ? 'duplicate-sequence' : 'out-of-order-sequence' }
  }

  const append = (batch: SentBatch, now: number): number => {
    const known = batch.producer < 0 ? undefined : living(batch.producer, now)
    logTime = Math.max(logTime, now)
    for (const [id, { lastTime }] of producers) if (lastTime <= logTime - DAY) producers.delete(id)
    const placed: ModelBatch = { ...batch, baseOffset: end }
    batches.push(placed)
    end += batch.count
    if (batch.producer < 0) return placed.baseOffset
    const goesOn = known !== undefined && known.epoch === batch.epoch
    producers.delete(batch.producer)
    producers.set(batch.producer, {
      epoch: batch.epoch,
      lastTime: logTime,
      batches: goesOn ? [...known.batches, placed] : [placed],
    })
    return placed.baseOffset
  }

  return {
    batches,
    end: () => end,
    judge,
    append,
    logStart: () => start,
    deleteBelow: (offset) => {
      start = Math.max(start, offset)
    },
    producers: () => [...producers].map(([id, producer]) => [id, remembered(producer)]),
  }
}

const sequencesOf = ({ sequence, count }: SentBatch): readonly number[] =>
  Array.from({ length: count }, (_, i) => (sequence + i) % SEQUENCES)

const remembered = ({ epoch, lastTime, batches }: Producer): Remembered => ({
  epoch,
  lastTime,
  batches: batches.slice(-5).map((batch) => ({
    firstSequence: batch.sequence,
    lastSequence: sequencesOf(batch).at(-1)!,
    baseOffset: batch.baseOffset,
  })),
})
