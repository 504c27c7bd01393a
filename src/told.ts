import { newestTimestamp } from '#adapters/kafka/records/batch-facts'
import type { Cluster } from '#application/cluster/cluster'
import type { GroupSurvey } from '#application/groups/survey'
import { collect } from '#application/observing/collection'
import { collector } from '#application/observing/collector'
import { kafkaExporterCluster, kafkaExporterNames } from '#application/observing/kafka-exporter-names'
import { waitingSince } from '#application/observing/lag'
import { ownNames } from '#application/observing/told'
import type { TopicMeters } from '#application/observing/topic-meters'
import type { Topics } from '#application/topics'
import type { Settings } from '#config/settings'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { Measured } from '#ports/metrics'
import type { PartitionLog } from '#ports/partition-log'
import type { Timers } from '#ports/timers'

export type ToldDeps = Readonly<{
  settings: Settings
  nth: number
  log: PartitionLog
  topics: Topics
  cluster: Cluster
  groups: GroupSurvey
  meters: TopicMeters
  clock: Clock
  timers: Timers
  logger: Logger
}>

/** Everything that is looked up when metrics are read: the cluster, offsets, groups. */
export const toldBy = (deps: ToldDeps): (() => Promise<Measured>) => {
  const { settings, nth, log, topics, cluster, groups, meters } = deps
  const alike = settings.kafkaExporterNames
  const since = waitingSince({ log, timestampOf: newestTimestamp })
  const speaks = nth === 0
  const look = collector({
    ...deps,
    everyMs: settings.metricsCollectIntervalMs,
    speaks,
    collect: async () => {
      const found = await collect({
        ...deps,
        groups,
        waitingSince: since,
        most: settings.metricsMaxPartitions,
      })
      meters.keep((id) => topics.known({ id }) !== undefined)
      return found
    },
    told: (collection, now) => [
      ...ownNames(collection, now),
      ...(alike ? kafkaExporterNames(collection, cluster.self.id) : []),
    ],
  })
  const ofCluster = (): Measured => {
    const [brokers, all] = [cluster.brokers(), topics.all()]
    return [
      { name: 'kedge_brokers', labels: {}, value: brokers.length },
      { name: 'kedge_topics', labels: {}, value: all.length },
      {
        name: 'kedge_partitions',
        labels: {},
        value: all.reduce((sum, { partitions }) => sum + partitions, 0),
      },
      ...(alike ? kafkaExporterCluster(brokers, all) : []),
    ]
  }
  return async () => [...(await look()), ...(speaks ? ofCluster() : [])]
}
