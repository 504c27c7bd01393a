/** What `# HELP` and docs/metrics.md say of a metric. `labels` in the order in which they are written. */
export type Definition = Readonly<{
  kind: 'counter' | 'gauge' | 'histogram'
  labels: readonly string[]
  help: string
  /** Upper bounds of a histogram. */
  buckets?: readonly number[]
}>

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const batches = [1, 2, 4, 8, 16, 32, 64, 128, 256]
const bytes = [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216]

const counter = <const L extends readonly string[]>(labels: L, help: string) =>
  ({ kind: 'counter', labels, help }) as const
const gauge = <const L extends readonly string[]>(labels: L, help: string) =>
  ({ kind: 'gauge', labels, help }) as const
const histogram = <const L extends readonly string[]>(labels: L, buckets: readonly number[], help: string) =>
  ({ kind: 'histogram', labels, buckets, help }) as const

/**
 * Every metric that Kedge has, in the order of docs/metrics.md, which is made of it. What Node says of the process itself
 * (`process_*`, `nodejs_*`) comes from prom-client under the names that its dashboards know.
 */
export const catalogue = {
  kedge_build_info: gauge(['version', 'revision', 'node'], 'Always 1; what runs is in the labels.'),
  kedge_ready: gauge([], '1 if this process is ready, as /health/ready has it.'),
  kedge_event_loop_delay_seconds: gauge(
    ['stat'],
    'How late the event loop was since metrics were last read, the first time since the start: `mean`, `p99`, `max`. All requests wait for it.',
  ),
  kedge_brokers: gauge([], 'Brokers that are alive, as this one sees it.'),
  kedge_topics: gauge([], 'Topics of the cluster.'),
  kedge_partitions: gauge([], 'Partitions of the cluster.'),

  kedge_requests_total: counter(
    ['api', 'version'],
    'Requests that were answered, or ended without an answer; `other` is every version that is not spoken.',
  ),
  kedge_request_errors_total: counter(
    ['api', 'error'],
    'Error codes in answers, each partition or group of an answer counted; `CONNECTION_CLOSED` where a bug cost the connection.',
  ),
  kedge_request_duration_seconds: histogram(
    ['api'],
    seconds,
    'From a request that was read to its answer; that of a fetch or a join includes what it waits for.',
  ),
  kedge_request_bytes_total: counter(['api'], 'Bytes of requests.'),
  kedge_response_bytes_total: counter(['api'], 'Bytes of answers.'),
  kedge_requests_in_flight: gauge(
    [],
    'Requests that are not answered yet, parked fetches and joins among them.',
  ),
  kedge_produce_requests_total: counter([], 'Produce requests.'),
  kedge_fetch_requests_total: counter([], 'Fetch requests.'),

  kedge_active_connections: gauge([], 'Connections of Kafka clients.'),
  kedge_connections_limit: gauge([], 'The most connections that are accepted.'),
  kedge_connections_total: counter([], 'Connections that were accepted.'),
  kedge_connections_refused_total: counter(
    [],
    'Connections that were refused: there were too many, or too many of one address.',
  ),
  kedge_protocol_violations_total: counter(
    [],
    'Connections that were closed for bytes that are no Kafka request.',
  ),
  kedge_ingress_bytes: gauge([], 'What clients sent and is not answered yet, in bytes.'),
  kedge_ingress_limit_bytes: gauge([], 'From 80 % of this, clients are not read from until there is room.'),
  kedge_ingress_throttled: gauge([], '1 while clients are not read from for want of room.'),
  kedge_egress_bytes: gauge([], 'Answers that clients have not taken yet, in bytes.'),
  kedge_egress_limit_bytes: gauge([], 'Beyond this, answers are kept as small as they can be.'),

  kedge_topic_produce_requests_total: counter(
    ['topic'],
    'Batches that producers sent, one per partition of a request.',
  ),
  kedge_topic_produce_failures_total: counter(['topic'], 'Of these, those that were not written.'),
  kedge_topic_produced_records_total: counter(['topic'], 'Records that were written.'),
  kedge_topic_produced_bytes_total: counter(['topic'], 'Bytes that producers sent and that were written.'),
  kedge_topic_fetch_requests_total: counter(
    ['topic'],
    'Partitions that consumers asked for, each counted with every fetch.',
  ),
  kedge_topic_fetch_failures_total: counter(
    ['topic'],
    'Of these, those that were refused or could not be read.',
  ),
  kedge_topic_fetched_records_total: counter(
    ['topic'],
    'Records in answers to consumers; whole batches, so some may lie before the offset asked for.',
  ),
  kedge_topic_fetched_bytes_total: counter(['topic'], 'Bytes of records in answers to consumers.'),

  kedge_partition_log_start_offset: gauge(['topic', 'partition'], 'The first offset that is still there.'),
  kedge_partition_log_end_offset: gauge(['topic', 'partition'], 'The offset that the next record gets.'),

  kedge_groups: gauge(['state'], 'Consumer groups that this broker coordinates, by state.'),
  kedge_group_state: gauge(['group', 'state'], 'Always 1; the state is in the label.'),
  kedge_group_members: gauge(['group'], 'Members of a group.'),
  kedge_group_generation: gauge(['group'], 'Generation of a group; each rebalance raises it.'),
  kedge_group_rebalances_total: counter([], 'Generations that began in groups of this broker.'),
  kedge_group_committed_offset: gauge(['group', 'topic', 'partition'], 'Where a group goes on.'),
  kedge_group_lag_records: gauge(
    ['group', 'topic', 'partition'],
    'Offsets from where a group goes on to the end of the log.',
  ),
  kedge_group_lag_seconds: gauge(
    ['group', 'topic', 'partition'],
    'Age of the batch in which a group goes on, by its newest timestamp; 0 when it has read everything.',
  ),

  kedge_store_operation_duration_seconds: histogram(
    ['operation'],
    seconds,
    'How long the store took to answer.',
  ),
  kedge_store_errors_total: counter(['operation', 'error'], 'Operations that the store could not do.'),
  kedge_store_refused_appends_total: counter(
    ['operation'],
    'Appends that were refused because somebody else had appended first.',
  ),
  kedge_store_append_batches: histogram([], batches, 'Batches of producers in one append.'),
  kedge_store_append_bytes: histogram([], bytes, 'Bytes of records in one append.'),
  kedge_store_reconnects_total: counter(
    ['connection'],
    'Connections to Redis that were opened in the place of a lost one.',
  ),
  kedge_store_commits_total: counter([], 'Transactions of the embedded store.'),
  kedge_store_commit_operations_total: counter([], 'Changes that these transactions made durable.'),
  kedge_store_unflushed_bytes: gauge(
    [],
    'What the relaxed embedded store has answered and not flushed yet, some MB at most while all is well.',
  ),
  kedge_redis_memory_used_bytes: gauge([], 'used_memory of Redis.'),
  kedge_redis_memory_max_bytes: gauge([], 'maxmemory of Redis; 0 is no limit.'),

  kedge_collection_duration_seconds: gauge([], 'How long the last look at offsets and groups took.'),
  kedge_collection_age_seconds: gauge([], 'How old what is said of offsets and groups is.'),
  kedge_collection_left_out: gauge(
    ['what'],
    'Partitions, groups and offsets of groups that were beyond the limits of a look.',
  ),

  kafka_brokers: gauge([], 'As kafka_exporter has it: brokers of the cluster.'),
  kafka_broker_info: gauge(['id', 'address'], 'As kafka_exporter has it: always 1.'),
  kafka_topic_partitions: gauge(['topic'], 'As kafka_exporter has it: partitions of a topic.'),
  kafka_topic_partition_current_offset: gauge(
    ['topic', 'partition'],
    'As kafka_exporter has it: end of the log.',
  ),
  kafka_topic_partition_oldest_offset: gauge(
    ['topic', 'partition'],
    'As kafka_exporter has it: start of the log.',
  ),
  kafka_topic_partition_leader: gauge(['topic', 'partition'], 'As kafka_exporter has it: id of the leader.'),
  kafka_topic_partition_leader_is_preferred: gauge(
    ['topic', 'partition'],
    'As kafka_exporter has it: always 1.',
  ),
  kafka_topic_partition_replicas: gauge(
    ['topic', 'partition'],
    'As kafka_exporter has it: always 1, the store replicates.',
  ),
  kafka_topic_partition_in_sync_replica: gauge(['topic', 'partition'], 'As kafka_exporter has it: always 1.'),
  kafka_topic_partition_under_replicated_partition: gauge(
    ['topic', 'partition'],
    'As kafka_exporter has it: always 0.',
  ),
  kafka_consumergroup_members: gauge(['consumergroup'], 'As kafka_exporter has it: members of a group.'),
  kafka_consumergroup_current_offset: gauge(
    ['consumergroup', 'topic', 'partition'],
    'As kafka_exporter has it: committed offset.',
  ),
  kafka_consumergroup_current_offset_sum: gauge(
    ['consumergroup', 'topic'],
    'As kafka_exporter has it: sum over partitions.',
  ),
  kafka_consumergroup_lag: gauge(
    ['consumergroup', 'topic', 'partition'],
    'As kafka_exporter has it: records not consumed.',
  ),
  kafka_consumergroup_lag_sum: gauge(
    ['consumergroup', 'topic'],
    'As kafka_exporter has it: sum over partitions.',
  ),
} as const satisfies Readonly<Record<string, Definition>>
