import type { Tracer } from '#ports/tracer'
import { E } from '#shared/fp'
import type { Fetch, FetchedPartition } from '../fetch/fetch.ts'
import type { Produce, ProduceBatch } from '../produce/produce.ts'
import type { TopicMeters } from './topic-meters.ts'

type Deps = Readonly<{
  meters: TopicMeters
  tracer: Tracer | null
  /** How many records whole batches say they hold; looks at their headers alone. */
  recordsIn: (batches: Buffer) => number
}>

/** The same use case; what is written of each topic is counted once it is. */
export const observedProduce = (produce: Produce, { meters, tracer, recordsIn }: Deps): Produce => {
  const append: Produce['append'] = (request) => {
    const meter = meters.of(request.topic)
    const { records } = request
    const bytes = records.length
    const answering = produce.append(request)
    meter.produceRequests.add(1)
    answering.then(
      (outcome) => {
        if (E.isLeft(outcome)) return meter.produceFailures.add(1)
        meter.producedBytes.add(bytes)
        meter.producedRecords.add(recordsIn(records))
      },
      () => meter.produceFailures.add(1),
    )
    return answering
  }
  if (tracer === null) return { append }
  return { append: (request) => tracer.step('append', placeOf(request), () => append(request)) }
}

const placeOf = ({ topic, partition }: ProduceBatch) => ({
  'messaging.destination.name': topic.name,
  'messaging.destination.partition.id': String(partition),
})

/** The same use case; what is sent of each topic is counted. */
export const observedFetch = ({ fetch }: Fetch, { meters, recordsIn }: Deps): Fetch => ({
  fetch: (request) => {
    const { partitions } = request
    const answering = fetch(request)
    answering.then(
      (found) => {
        for (const [i, { topic }] of partitions.entries()) {
          const meter = meters.of(topic)
          meter.fetchRequests.add(1)
          const outcome = found[i]
          if (outcome === undefined || E.isLeft(outcome)) meter.fetchFailures.add(1)
          else if (outcome.right.bytes > 0) {
            meter.fetchedBytes.add(outcome.right.bytes)
            meter.fetchedRecords.add(count(outcome, recordsIn))
          }
        }
      },
      // It does not reject but for a bug, which is told elsewhere.
      () => {},
    )
    return answering
  },
})

const count = (outcome: FetchedPartition, recordsIn: Deps['recordsIn']): number =>
  E.isLeft(outcome) ? 0 : outcome.right.records.reduce((sum, each) => sum + recordsIn(each), 0)
