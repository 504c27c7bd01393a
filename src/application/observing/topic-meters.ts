import type { Topic } from '#domain/cluster/topic'
import type { TopicId } from '#domain/topic/types'
import type { Counter, Metrics } from '#ports/metrics'

/** What is counted of one topic, bound once. */
export type TopicMeter = Readonly<{ [N in keyof typeof names]: Counter }>

export interface TopicMeters {
  readonly of: (topic: Topic) => TopicMeter
  /** Forgets topics that are gone, so that those that come after them have a place. */
  readonly keep: (exists: (id: TopicId) => boolean) => void
}

const names = {
  produceRequests: 'kedge_topic_produce_requests_total',
  produceFailures: 'kedge_topic_produce_failures_total',
  producedRecords: 'kedge_topic_produced_records_total',
  producedBytes: 'kedge_topic_produced_bytes_total',
  fetchRequests: 'kedge_topic_fetch_requests_total',
  fetchFailures: 'kedge_topic_fetch_failures_total',
  fetchedRecords: 'kedge_topic_fetched_records_total',
  fetchedBytes: 'kedge_topic_fetched_bytes_total',
} as const

/** No topic can have this name but by intent: clients' own begin with two underscores, if with any. */
const OTHER = '_other'

/** At most `most` topics are counted by name, whoever came first; the rest together. */
export const topicMeters = (metrics: Metrics, most: number): TopicMeters => {
  const named = new Map<TopicId, Readonly<{ name: string; meter: TopicMeter }>>()
  let other: TopicMeter | null = null

  const rest = (): TopicMeter => {
    other ??= meterOf(metrics, OTHER)
    return other
  }

  return {
    of: ({ id, name }) => {
      const known = named.get(id)
      if (known !== undefined) return known.meter
      if (named.size >= most) return rest()
      const meter = meterOf(metrics, name)
      named.set(id, { name, meter })
      return meter
    },
    keep: (exists) => {
      const alive = new Set<string>()
      for (const [id, { name }] of named) if (exists(id)) alive.add(name)
      for (const [id, { name }] of named) {
        if (exists(id)) continue
        named.delete(id)
        // A topic made again under its name is counted by the same series.
        if (!alive.has(name)) for (const each of Object.values(names)) metrics.forget(each, { topic: name })
      }
    },
  }
}

const meterOf = (metrics: Metrics, topic: string): TopicMeter => {
  const bound = (name: (typeof names)[keyof typeof names]) => metrics.counter(name, { topic })
  return {
    produceRequests: bound(names.produceRequests),
    produceFailures: bound(names.produceFailures),
    producedRecords: bound(names.producedRecords),
    producedBytes: bound(names.producedBytes),
    fetchRequests: bound(names.fetchRequests),
    fetchFailures: bound(names.fetchFailures),
    fetchedRecords: bound(names.fetchedRecords),
    fetchedBytes: bound(names.fetchedBytes),
  }
}
