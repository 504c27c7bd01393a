import type { Topic } from '#domain/cluster/topic'
import type { RecordCodec } from '#ports/record-codec'
import { E } from '#shared/fp'
import type { ProduceRefusal } from './produce.ts'

/** Looks for records without a key in what is produced to compacted topics. */
export interface KeyCheck {
  /**
   * Null: nothing is to be looked at. Otherwise `next` runs once the batch, and all of its partition before it, was looked
   * at: in the order of the calls, which is the order of the log.
   */
  readonly inTurn: <A>(
    of: Checked,
    next: () => Promise<E.Either<ProduceRefusal, A>>,
  ) => Promise<E.Either<ProduceRefusal, A>> | null
  readonly drained: () => Promise<void>
}

export type Checked = Readonly<{
  topic: Topic
  partition: number
  records: Buffer
  needsKeys: boolean
}>

/** Errors that are told of one batch. */
const MOST_ERRORS = 1_000

export const keyCheck = (codec: Pick<RecordCodec, 'keyless'>): KeyCheck => {
  const waiting = new Map<string, Promise<unknown>>()

  const inspected = async ({ topic, partition, records }: Checked) => {
    const found = await codec.keyless(records)
    if (E.isLeft(found)) return found
    return found.right.length === 0 ? null : E.left(withoutKeys(found.right, `${topic.name}-${partition}`))
  }

  return {
    inTurn: (of, next) => {
      const key = `${of.topic.id}:${of.partition}`
      const before = waiting.size === 0 ? undefined : waiting.get(key)
      if (before === undefined && !of.needsKeys) return null
      const looked = of.needsKeys ? inspected(of) : Promise.resolve(null)
      // `next` only takes its place in a queue: whoever comes after need not wait for how that ends.
      const { promise, resolve } = Promise.withResolvers<void>()
      const entered = (before ?? Promise.resolve()).then(() => looked)
      const outcome = entered.then(
        (refusal) => {
          const taken = refusal ?? next()
          resolve()
          return taken
        },
        (error: unknown) => {
          resolve()
          throw error
        },
      )
      waiting.set(key, promise)
      void promise.then(() => {
        if (waiting.get(key) === promise) waiting.delete(key)
      })
      return outcome
    },
    drained: async () => {
      await Promise.all(waiting.values())
    },
  }
}

/** In the words of Kafka's `LogValidator`; the whole batch is refused. */
const withoutKeys = (places: readonly number[], where: string): ProduceRefusal => {
  const message = `Compacted topic cannot accept message without key in topic partition ${where}`
  const shown = places
    .slice(0, 3)
    .map((batchIndex) => `RecordError(batchIndex=${batchIndex}, message='${message}')`)
  return {
    kind: 'invalid-records',
    message: `One or more records have been rejected due to ${places.length} record errors in total, and only showing the first three errors at most: [${shown.join(', ')}]`,
    records: places.slice(0, MOST_ERRORS).map((batchIndex) => ({ batchIndex, message })),
  }
}
