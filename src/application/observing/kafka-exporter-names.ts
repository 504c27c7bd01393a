import type { BrokerEntry } from '#domain/cluster/brokers'
import type { Topic } from '#domain/cluster/topic'
import type { Measured, Measurement } from '#ports/metrics'
import { address } from '#shared/address'
import type { Collection, GroupFact, PartitionFact } from './collection.ts'

/**
 * What kafka_exporter says of partitions and groups, so that its dashboards work. Each broker tells what it leads and
 * coordinates; over all of them it is what one exporter tells of a cluster.
 */
export const kafkaExporterNames = ({ partitions, groups }: Collection, self: number): Measured => [
  ...partitions.flatMap((each) => partitionOf(each, self)),
  ...groups.flatMap(groupOf),
]

/** What every broker would tell alike: one of a process does. */
export const kafkaExporterCluster = (brokers: readonly BrokerEntry[], topics: readonly Topic[]): Measured => [
  { name: 'kafka_brokers', labels: {}, value: brokers.length },
  ...brokers.map(({ id, host, port }) => ({
    name: 'kafka_broker_info' as const,
    labels: { id: String(id), address: address(host, port) },
    value: 1,
  })),
  ...topics.map(({ name, partitions }) => ({
    name: 'kafka_topic_partitions' as const,
    labels: { topic: name },
    value: partitions,
  })),
]

const partitionOf = ({ topic, partition, start, end }: PartitionFact, self: number): Measured => {
  const labels = { topic, partition: String(partition) }
  return [
    { name: 'kafka_topic_partition_current_offset', labels, value: end },
    { name: 'kafka_topic_partition_oldest_offset', labels, value: start },
    { name: 'kafka_topic_partition_leader', labels, value: self },
    { name: 'kafka_topic_partition_leader_is_preferred', labels, value: 1 },
    { name: 'kafka_topic_partition_replicas', labels, value: 1 },
    { name: 'kafka_topic_partition_in_sync_replica', labels, value: 1 },
    { name: 'kafka_topic_partition_under_replicated_partition', labels, value: 0 },
  ]
}

const groupOf = ({ group: consumergroup, members, offsets }: GroupFact): Measured => {
  // What is told of one series is added up: so the sums over partitions come about.
  const ofPartition = offsets.flatMap(({ topic, partition, committed, lag }): readonly Measurement[] => {
    const labels = { consumergroup, topic, partition: String(partition) }
    return [
      { name: 'kafka_consumergroup_current_offset', labels, value: committed },
      { name: 'kafka_consumergroup_current_offset_sum', labels: { consumergroup, topic }, value: committed },
      { name: 'kafka_consumergroup_lag', labels, value: lag },
      { name: 'kafka_consumergroup_lag_sum', labels: { consumergroup, topic }, value: lag },
    ]
  })
  return [{ name: 'kafka_consumergroup_members', labels: { consumergroup }, value: members }, ...ofPartition]
}
