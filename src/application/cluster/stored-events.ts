import type { ClusterEvent } from '#domain/cluster/events'
import { type TopicId, type TopicName, topicId, topicName } from '#domain/topic/types'
import type { StoredEvent } from '#ports/journal'
import { StoreCorrupt } from '#ports/store-errors'
import { decode, parsed, t } from '#shared/codec'
import { E } from '#shared/fp'

const DECIDER = 'cluster'
const VERSION = 1

const TopicIdText = parsed<TopicId>('TopicId', (raw) =>
  typeof raw === 'string' ? E.right(topicId(raw)) : E.left('expected a topic id'),
)
const TopicNameText = parsed<TopicName>('TopicName', (raw) =>
  typeof raw === 'string' ? E.right(topicName(raw)) : E.left('expected a topic name'),
)

const ClusterEventCodec: t.Type<ClusterEvent, unknown, unknown> = t.union([
  t.type({ type: t.literal('cluster-formed'), clusterId: t.string, featureLevel: t.number, at: t.number }),
  t.type({
    type: t.literal('topic-created'),
    id: TopicIdText,
    name: TopicNameText,
    partitions: t.number,
    configs: t.record(t.string, t.string),
    at: t.number,
  }),
  t.type({ type: t.literal('partitions-created'), id: TopicIdText, partitions: t.number }),
  t.type({ type: t.literal('topic-deleted'), id: TopicIdText }),
  t.type({ type: t.literal('topic-logs-removed'), id: TopicIdText }),
  t.type({
    type: t.literal('configs-altered'),
    owner: t.type({
      type: t.union([
        t.literal('topic'),
        t.literal('broker'),
        t.literal('group'),
        t.literal('client-metrics'),
      ]),
      key: t.string,
    }),
    difference: t.record(t.string, t.union([t.string, t.null])),
  }),
  t.type({ type: t.literal('writer-enlisted'), incarnation: t.string, history: t.string }),
  t.type({ type: t.literal('writer-vouched'), incarnation: t.string, from: t.string, to: t.string }),
  t.type({ type: t.literal('writer-signed-off'), incarnation: t.string }),
])

export const toStored = (event: ClusterEvent): StoredEvent => ({ decider: DECIDER, version: VERSION, event })

/** Throws `StoreCorrupt` at an event that this version of Kedge does not know. */
export const fromStored = ({ decider, version, event }: StoredEvent): ClusterEvent => {
  if (decider !== DECIDER || version !== VERSION)
    throw new StoreCorrupt(
      `the cluster journal holds an event of ${decider} v${version}, which this version cannot read`,
    )
  const decoded = decode(ClusterEventCodec, event)
  if (E.isRight(decoded)) return decoded.right
  const faults = decoded.left.map(({ path, message }) => `${path}: ${message}`).join('; ')
  throw new StoreCorrupt(`the cluster journal holds an event this version cannot read: ${faults}`)
}
