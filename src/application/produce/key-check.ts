import type { RecordCodec } from '#ports/record-codec'
import { E } from '#shared/fp'
import type { ProduceRefusal } from './produce.ts'

/** Errors that are told of one batch. */
const MOST_ERRORS = 1_000

/**
 * What a compacted topic says to a batch in which a record has no key, in the words of Kafka's `LogValidator`; null where
 * all have one. `where` is the partition as Kafka prints it.
 */
export const keyFault = async (
  codec: Pick<RecordCodec, 'keyless'>,
  records: Buffer,
  where: string,
): Promise<ProduceRefusal | null> => {
  const found = await codec.keyless(records)
  if (E.isLeft(found)) return found.left
  const places = found.right
  if (places.length === 0) return null
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
