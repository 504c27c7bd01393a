import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.*;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.RequestUtils;

/**
 * Prints messages.json: requests and responses, header and body, as Kafka's own classes write them, beside the fields
 * as Kafka's own converter to JSON names them. README.md says how to run it.
 */
public class Golden {
    static final int CORRELATION_ID = 0x01020304;
    static final Uuid TOPIC = new Uuid(0x0123456789abcdefL, 0x0edcba9876543210L);
    static final Uuid DIRECTORY = new Uuid(0x1111111122222222L, 0x3333333344444444L);

    static final List<String> out = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        api(ApiKeys.PRODUCE, new int[] {3, 9, 13}, Golden::produceRequest, Golden::produceResponse);
        api(ApiKeys.FETCH, new int[] {4, 11, 12, 18}, Golden::fetchRequest, Golden::fetchResponse);
        api(ApiKeys.LIST_OFFSETS, new int[] {1, 5, 11}, Golden::listOffsetsRequest, Golden::listOffsetsResponse);
        api(ApiKeys.METADATA, new int[] {0, 8, 9, 13}, Golden::metadataRequest, Golden::metadataResponse);
        api(ApiKeys.FIND_COORDINATOR, new int[] {0, 3, 6}, Golden::findCoordinatorRequest, Golden::findCoordinatorResponse);
        api(ApiKeys.API_VERSIONS, new int[] {0, 2, 3, 4}, Golden::apiVersionsRequest, Golden::apiVersionsResponse);
        api(ApiKeys.CREATE_TOPICS, new int[] {2, 5, 7}, Golden::createTopicsRequest, Golden::createTopicsResponse);
        api(ApiKeys.DELETE_TOPICS, new int[] {1, 4, 6}, Golden::deleteTopicsRequest, Golden::deleteTopicsResponse);
        api(ApiKeys.CREATE_PARTITIONS, all(0, 3), Golden::createPartitionsRequest, Golden::createPartitionsResponse);
        api(ApiKeys.ELECT_LEADERS, all(0, 2), Golden::electLeadersRequest, Golden::electLeadersResponse);
        api(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, all(0, 1), Golden::alterPartitionReassignmentsRequest, Golden::alterPartitionReassignmentsResponse);
        api(ApiKeys.LIST_PARTITION_REASSIGNMENTS, all(0, 0), Golden::listPartitionReassignmentsRequest, Golden::listPartitionReassignmentsResponse);
        api(ApiKeys.DESCRIBE_PRODUCERS, all(0, 0), Golden::describeProducersRequest, Golden::describeProducersResponse);
        api(ApiKeys.INIT_PRODUCER_ID, new int[] {0, 2, 5}, Golden::initProducerIdRequest, Golden::initProducerIdResponse);
        api(ApiKeys.DESCRIBE_CONFIGS, new int[] {1, 3, 4}, Golden::describeConfigsRequest, Golden::describeConfigsResponse);
        api(ApiKeys.ALTER_CONFIGS, all(0, 2), Golden::alterConfigsRequest, Golden::alterConfigsResponse);
        api(ApiKeys.INCREMENTAL_ALTER_CONFIGS, all(0, 1), Golden::incrementalAlterConfigsRequest, Golden::incrementalAlterConfigsResponse);
        api(ApiKeys.LIST_CONFIG_RESOURCES, all(0, 1), Golden::listConfigResourcesRequest, Golden::listConfigResourcesResponse);
        api(ApiKeys.DESCRIBE_CLUSTER, new int[] {0, 1, 2}, Golden::describeClusterRequest, Golden::describeClusterResponse);
        api(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, new int[] {0}, Golden::describeTopicPartitionsRequest, Golden::describeTopicPartitionsResponse);
        api(ApiKeys.OFFSET_COMMIT, all(2, 10), Golden::offsetCommitRequest, Golden::offsetCommitResponse);
        api(ApiKeys.OFFSET_FETCH, all(1, 10), Golden::offsetFetchRequest, Golden::offsetFetchResponse);
        api(ApiKeys.JOIN_GROUP, all(0, 9), Golden::joinGroupRequest, Golden::joinGroupResponse);
        api(ApiKeys.HEARTBEAT, all(0, 4), Golden::heartbeatRequest, Golden::heartbeatResponse);
        api(ApiKeys.LEAVE_GROUP, all(0, 5), Golden::leaveGroupRequest, Golden::leaveGroupResponse);
        api(ApiKeys.SYNC_GROUP, all(0, 5), Golden::syncGroupRequest, Golden::syncGroupResponse);
        api(ApiKeys.DESCRIBE_GROUPS, all(0, 6), Golden::describeGroupsRequest, Golden::describeGroupsResponse);
        api(ApiKeys.LIST_GROUPS, all(0, 5), Golden::listGroupsRequest, Golden::listGroupsResponse);
        api(ApiKeys.DELETE_GROUPS, all(0, 2), Golden::deleteGroupsRequest, Golden::deleteGroupsResponse);
        api(ApiKeys.OFFSET_DELETE, all(0, 0), Golden::offsetDeleteRequest, Golden::offsetDeleteResponse);
        api(ApiKeys.DELETE_RECORDS, all(0, 2), Golden::deleteRecordsRequest, Golden::deleteRecordsResponse);
        api(ApiKeys.DESCRIBE_LOG_DIRS, all(1, 5), Golden::describeLogDirsRequest, Golden::describeLogDirsResponse);
        System.out.println("[\n" + String.join(",\n", out) + "\n]");
    }

    static int[] all(int first, int last) {
        return IntStream.rangeClosed(first, last).toArray();
    }

    static void api(ApiKeys key, int[] versions, IntFunction<ApiMessage> request, IntFunction<ApiMessage> response) throws Exception {
        for (int v : versions) {
            RequestHeaderData asks = new RequestHeaderData()
                .setRequestApiKey(key.id).setRequestApiVersion((short) v).setCorrelationId(CORRELATION_ID).setClientId("größe");
            print(request.apply(v), v, asks, key.requestHeaderVersion((short) v));
            print(response.apply(v), v, new ResponseHeaderData().setCorrelationId(CORRELATION_ID), key.responseHeaderVersion((short) v));
        }
    }

    static void print(ApiMessage message, int version, ApiMessage header, short headerVersion) throws Exception {
        ByteBuffer bytes = RequestUtils.serialize(header, headerVersion, message, (short) version);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        Class<?> type = message.getClass();
        JsonNode fields = (JsonNode) Class.forName(type.getName() + "JsonConverter")
            .getMethod("write", type, short.class, boolean.class).invoke(null, message, (short) version, false);
        out.add("{\"message\":\"" + type.getSimpleName().replaceFirst("Data$", "") + "\",\"version\":" + version
            + ",\"hex\":\"" + HexFormat.of().formatHex(copy) + "\",\"fields\":" + fields + "}");
    }

    static MemoryRecords records() {
        return MemoryRecords.withRecords(Compression.NONE,
            new SimpleRecord(1700000000000L, "key".getBytes(StandardCharsets.UTF_8), "value".getBytes(StandardCharsets.UTF_8)),
            new SimpleRecord(1700000000001L, null, new byte[1100]));
    }

    static ApiMessage produceRequest(int v) {
        var topic = new ProduceRequestData.TopicProduceData().setPartitionData(List.of(
            new ProduceRequestData.PartitionProduceData().setIndex(3).setRecords(records()),
            new ProduceRequestData.PartitionProduceData().setIndex(4).setRecords(null)));
        if (v >= 13) topic.setTopicId(TOPIC); else topic.setName("orders");
        var topics = new ProduceRequestData.TopicProduceDataCollection();
        topics.add(topic);
        return new ProduceRequestData().setTransactionalId(v == 9 ? null : "tx-1").setAcks((short) -1).setTimeoutMs(30000).setTopicData(topics);
    }

    static ApiMessage produceResponse(int v) {
        var good = new ProduceResponseData.PartitionProduceResponse().setIndex(3).setBaseOffset(1L << 40).setLogAppendTimeMs(1700000000000L).setLogStartOffset(17);
        var bad = new ProduceResponseData.PartitionProduceResponse().setIndex(4).setErrorCode((short) 87).setBaseOffset(-1);
        if (v >= 8) bad.setErrorMessage("no key").setRecordErrors(List.of(
            new ProduceResponseData.BatchIndexAndErrorMessage().setBatchIndex(1).setBatchIndexErrorMessage("bad"),
            new ProduceResponseData.BatchIndexAndErrorMessage().setBatchIndex(2)));
        if (v >= 10) bad.setCurrentLeader(new ProduceResponseData.LeaderIdAndEpoch().setLeaderId(2).setLeaderEpoch(9));
        var topic = new ProduceResponseData.TopicProduceResponse().setPartitionResponses(List.of(good, bad));
        if (v >= 13) topic.setTopicId(TOPIC); else topic.setName("orders");
        var topics = new ProduceResponseData.TopicProduceResponseCollection();
        topics.add(topic);
        var response = new ProduceResponseData().setResponses(topics).setThrottleTimeMs(5);
        if (v >= 10) {
            var nodes = new ProduceResponseData.NodeEndpointCollection();
            nodes.add(new ProduceResponseData.NodeEndpoint().setNodeId(2).setHost("b2").setPort(9092).setRack("r"));
            nodes.add(new ProduceResponseData.NodeEndpoint().setNodeId(3).setHost("b3").setPort(9093));
            response.setNodeEndpoints(nodes);
        }
        return response;
    }

    static ApiMessage fetchRequest(int v) {
        var partition = new FetchRequestData.FetchPartition().setPartition(3).setFetchOffset(1L << 40).setLogStartOffset(v >= 5 ? 7 : -1)
            .setPartitionMaxBytes(1048576).setCurrentLeaderEpoch(v >= 9 ? 4 : -1).setLastFetchedEpoch(v >= 12 ? 3 : -1);
        if (v >= 17) partition.setReplicaDirectoryId(DIRECTORY);
        if (v >= 18) partition.setHighWatermark(99);
        var topic = new FetchRequestData.FetchTopic().setPartitions(List.of(partition, new FetchRequestData.FetchPartition().setPartition(4)));
        var forgotten = new FetchRequestData.ForgottenTopic().setPartitions(List.of(1, 2));
        if (v >= 13) { topic.setTopicId(TOPIC); forgotten.setTopicId(TOPIC); } else { topic.setTopic("orders"); forgotten.setTopic("old"); }
        var request = new FetchRequestData().setMaxWaitMs(500).setMinBytes(1).setMaxBytes(52428800).setIsolationLevel((byte) 1).setTopics(List.of(topic));
        if (v >= 7) request.setSessionId(11).setSessionEpoch(12).setForgottenTopicsData(List.of(forgotten));
        if (v >= 11) request.setRackId("rack-1");
        if (v >= 12) request.setClusterId("cluster");
        if (v >= 15) request.setReplicaState(new FetchRequestData.ReplicaState().setReplicaId(5).setReplicaEpoch(6)); else request.setReplicaId(5);
        return request;
    }

    static ApiMessage fetchResponse(int v) {
        var full = new FetchResponseData.PartitionData().setPartitionIndex(3).setHighWatermark(1L << 40).setLastStableOffset((1L << 40) - 1).setLogStartOffset(7)
            .setAbortedTransactions(List.of(new FetchResponseData.AbortedTransaction().setProducerId(8).setFirstOffset(9)))
            .setRecords(records());
        if (v >= 11) full.setPreferredReadReplica(1);
        var moved = new FetchResponseData.PartitionData().setPartitionIndex(4).setErrorCode((short) 6).setHighWatermark(-1).setAbortedTransactions(null).setRecords(MemoryRecords.EMPTY);
        if (v >= 12) moved
            .setDivergingEpoch(new FetchResponseData.EpochEndOffset().setEpoch(1).setEndOffset(2))
            .setCurrentLeader(new FetchResponseData.LeaderIdAndEpoch().setLeaderId(3).setLeaderEpoch(4))
            .setSnapshotId(new FetchResponseData.SnapshotId().setEndOffset(5).setEpoch(6));
        var topic = new FetchResponseData.FetchableTopicResponse().setPartitions(List.of(full, moved));
        if (v >= 13) topic.setTopicId(TOPIC); else topic.setTopic("orders");
        var response = new FetchResponseData().setThrottleTimeMs(5).setResponses(List.of(topic));
        if (v >= 7) response.setSessionId(11).setErrorCode((short) 70);
        if (v >= 16) {
            var nodes = new FetchResponseData.NodeEndpointCollection();
            nodes.add(new FetchResponseData.NodeEndpoint().setNodeId(3).setHost("b3").setPort(9093));
            response.setNodeEndpoints(nodes);
        }
        return response;
    }

    static ApiMessage listOffsetsRequest(int v) {
        var partition = new ListOffsetsRequestData.ListOffsetsPartition().setPartitionIndex(3).setTimestamp(-2).setCurrentLeaderEpoch(v >= 4 ? 6 : -1);
        var request = new ListOffsetsRequestData().setReplicaId(-1).setIsolationLevel((byte) (v >= 2 ? 1 : 0)).setTopics(List.of(
            new ListOffsetsRequestData.ListOffsetsTopic().setName("orders").setPartitions(List.of(partition))));
        return v >= 10 ? request.setTimeoutMs(1500) : request;
    }

    static ApiMessage listOffsetsResponse(int v) {
        var partition = new ListOffsetsResponseData.ListOffsetsPartitionResponse().setPartitionIndex(3).setTimestamp(1700000000000L).setOffset(1L << 33)
            .setLeaderEpoch(v >= 4 ? 6 : -1);
        return new ListOffsetsResponseData().setThrottleTimeMs(5).setTopics(List.of(
            new ListOffsetsResponseData.ListOffsetsTopicResponse().setName("orders").setPartitions(List.of(partition,
                new ListOffsetsResponseData.ListOffsetsPartitionResponse().setPartitionIndex(4).setErrorCode((short) 3)))));
    }

    static ApiMessage metadataRequest(int v) {
        var request = new MetadataRequestData();
        if (v >= 4) request.setAllowAutoTopicCreation(false);
        if (v >= 8) request.setIncludeTopicAuthorizedOperations(true);
        if (v >= 8 && v <= 10) request.setIncludeClusterAuthorizedOperations(true);
        if (v == 9) return request.setTopics(null);
        var topics = new ArrayList<MetadataRequestData.MetadataRequestTopic>();
        topics.add(new MetadataRequestData.MetadataRequestTopic().setName("orders"));
        if (v >= 12) topics.add(new MetadataRequestData.MetadataRequestTopic().setName(null).setTopicId(TOPIC));
        return request.setTopics(topics);
    }

    static ApiMessage metadataResponse(int v) {
        var brokers = new MetadataResponseData.MetadataResponseBrokerCollection();
        brokers.add(new MetadataResponseData.MetadataResponseBroker().setNodeId(1).setHost("127.0.0.1").setPort(9092).setRack("r1"));
        brokers.add(new MetadataResponseData.MetadataResponseBroker().setNodeId(2).setHost("b2").setPort(9093));
        var topic = new MetadataResponseData.MetadataResponseTopic().setName("orders").setTopicId(TOPIC).setIsInternal(true).setPartitions(List.of(
            new MetadataResponseData.MetadataResponsePartition().setPartitionIndex(1).setLeaderId(2).setLeaderEpoch(3)
                .setReplicaNodes(List.of(1, 2)).setIsrNodes(List.of(2)).setOfflineReplicas(List.of(1)),
            new MetadataResponseData.MetadataResponsePartition().setErrorCode((short) 5).setPartitionIndex(2).setLeaderId(-1)));
        if (v >= 8) topic.setTopicAuthorizedOperations(0xff);
        var topics = new MetadataResponseData.MetadataResponseTopicCollection();
        topics.add(topic);
        topics.add(new MetadataResponseData.MetadataResponseTopic().setErrorCode((short) 3).setName(v >= 12 ? null : "gone").setTopicId(DIRECTORY));
        var response = new MetadataResponseData().setThrottleTimeMs(5).setBrokers(brokers).setClusterId("cluster").setControllerId(1).setTopics(topics).setErrorCode((short) 129);
        return v >= 8 && v <= 10 ? response.setClusterAuthorizedOperations(0xf0) : response;
    }

    static ApiMessage findCoordinatorRequest(int v) {
        var request = new FindCoordinatorRequestData();
        if (v >= 1) request.setKeyType((byte) 1);
        return v >= 4 ? request.setCoordinatorKeys(List.of("tx-1", "tx-2")) : request.setKey("group");
    }

    static ApiMessage findCoordinatorResponse(int v) {
        var response = new FindCoordinatorResponseData().setThrottleTimeMs(5);
        if (v < 4) return response.setErrorCode((short) 15).setErrorMessage("not yet").setNodeId(1).setHost("b1").setPort(9092);
        return response.setCoordinators(List.of(
            new FindCoordinatorResponseData.Coordinator().setKey("tx-1").setNodeId(1).setHost("b1").setPort(9092).setErrorMessage(null),
            new FindCoordinatorResponseData.Coordinator().setKey("tx-2").setNodeId(-1).setPort(-1).setErrorCode((short) 15).setErrorMessage("not yet")));
    }

    static ApiMessage apiVersionsRequest(int v) {
        var request = new ApiVersionsRequestData();
        return v >= 3 ? request.setClientSoftwareName("apache-kafka-java").setClientSoftwareVersion("4.3.0") : request;
    }

    static ApiMessage apiVersionsResponse(int v) {
        var keys = new ApiVersionsResponseData.ApiVersionCollection();
        keys.add(new ApiVersionsResponseData.ApiVersion().setApiKey((short) 0).setMinVersion((short) 0).setMaxVersion((short) 13));
        keys.add(new ApiVersionsResponseData.ApiVersion().setApiKey((short) 18).setMaxVersion((short) 4));
        var response = new ApiVersionsResponseData().setErrorCode((short) 35).setApiKeys(keys).setThrottleTimeMs(5);
        if (v < 4) return response;
        var supported = new ApiVersionsResponseData.SupportedFeatureKeyCollection();
        supported.add(new ApiVersionsResponseData.SupportedFeatureKey().setName("group.version").setMinVersion((short) 0).setMaxVersion((short) 1));
        var finalized = new ApiVersionsResponseData.FinalizedFeatureKeyCollection();
        finalized.add(new ApiVersionsResponseData.FinalizedFeatureKey().setName("group.version").setMaxVersionLevel((short) 1).setMinVersionLevel((short) 1));
        return response.setSupportedFeatures(supported).setFinalizedFeaturesEpoch(7).setFinalizedFeatures(finalized).setZkMigrationReady(true);
    }

    static ApiMessage createTopicsRequest(int v) {
        var assignments = new CreateTopicsRequestData.CreatableReplicaAssignmentCollection();
        assignments.add(new CreateTopicsRequestData.CreatableReplicaAssignment().setPartitionIndex(0).setBrokerIds(List.of(1, 2)));
        var configs = new CreateTopicsRequestData.CreatableTopicConfigCollection();
        configs.add(new CreateTopicsRequestData.CreatableTopicConfig().setName("cleanup.policy").setValue("compact"));
        configs.add(new CreateTopicsRequestData.CreatableTopicConfig().setName("retention.ms").setValue(null));
        var topics = new CreateTopicsRequestData.CreatableTopicCollection();
        topics.add(new CreateTopicsRequestData.CreatableTopic().setName("orders").setNumPartitions(6).setReplicationFactor((short) 3).setConfigs(configs));
        topics.add(new CreateTopicsRequestData.CreatableTopic().setName("placed").setNumPartitions(-1).setReplicationFactor((short) -1).setAssignments(assignments));
        return new CreateTopicsRequestData().setTopics(topics).setTimeoutMs(30000).setValidateOnly(true);
    }

    static ApiMessage createTopicsResponse(int v) {
        var good = new CreateTopicsResponseData.CreatableTopicResult().setName("orders").setTopicId(TOPIC).setErrorMessage(null).setNumPartitions(6).setReplicationFactor((short) 3);
        if (v >= 5) good.setConfigs(List.of(
            new CreateTopicsResponseData.CreatableTopicConfigs().setName("cleanup.policy").setValue("compact").setReadOnly(true).setConfigSource((byte) 1).setIsSensitive(true),
            new CreateTopicsResponseData.CreatableTopicConfigs().setName("retention.ms").setValue(null).setConfigSource((byte) 5)));
        var bad = new CreateTopicsResponseData.CreatableTopicResult().setName("taken").setErrorCode((short) 36).setErrorMessage("exists");
        if (v >= 5) bad.setConfigs(null).setTopicConfigErrorCode((short) 29);
        var topics = new CreateTopicsResponseData.CreatableTopicResultCollection();
        topics.add(good);
        topics.add(bad);
        return new CreateTopicsResponseData().setThrottleTimeMs(5).setTopics(topics);
    }

    static ApiMessage deleteTopicsRequest(int v) {
        var request = new DeleteTopicsRequestData().setTimeoutMs(30000);
        if (v < 6) return request.setTopicNames(List.of("orders", "größe"));
        return request.setTopics(List.of(
            new DeleteTopicsRequestData.DeleteTopicState().setName("orders"),
            new DeleteTopicsRequestData.DeleteTopicState().setName(null).setTopicId(TOPIC)));
    }

    static ApiMessage deleteTopicsResponse(int v) {
        var results = new DeleteTopicsResponseData.DeletableTopicResultCollection();
        results.add(new DeleteTopicsResponseData.DeletableTopicResult().setName("orders").setTopicId(TOPIC));
        results.add(new DeleteTopicsResponseData.DeletableTopicResult().setName(v >= 6 ? null : "gone").setErrorCode((short) 3).setErrorMessage("unknown"));
        return new DeleteTopicsResponseData().setThrottleTimeMs(5).setResponses(results);
    }

    static ApiMessage createPartitionsRequest(int v) {
        var topics = new CreatePartitionsRequestData.CreatePartitionsTopicCollection();
        topics.add(new CreatePartitionsRequestData.CreatePartitionsTopic().setName("orders").setCount(5).setAssignments(List.of(
            new CreatePartitionsRequestData.CreatePartitionsAssignment().setBrokerIds(List.of(1, 2)),
            new CreatePartitionsRequestData.CreatePartitionsAssignment().setBrokerIds(List.of()))));
        topics.add(new CreatePartitionsRequestData.CreatePartitionsTopic().setName("größe").setCount(9).setAssignments(null));
        return new CreatePartitionsRequestData().setTopics(topics).setTimeoutMs(30000).setValidateOnly(true);
    }

    static ApiMessage createPartitionsResponse(int v) {
        return new CreatePartitionsResponseData().setThrottleTimeMs(5).setResults(List.of(
            new CreatePartitionsResponseData.CreatePartitionsTopicResult().setName("orders"),
            new CreatePartitionsResponseData.CreatePartitionsTopicResult().setName("größe").setErrorCode((short) 37).setErrorMessage("no increase")));
    }

    static ApiMessage electLeadersRequest(int v) {
        var topics = new ElectLeadersRequestData.TopicPartitionsCollection();
        topics.add(new ElectLeadersRequestData.TopicPartitions().setTopic("orders").setPartitions(List.of(3, 4)));
        return new ElectLeadersRequestData().setElectionType((byte) (v >= 1 ? 1 : 0)).setTopicPartitions(v == 2 ? null : topics).setTimeoutMs(30000);
    }

    static ApiMessage electLeadersResponse(int v) {
        return new ElectLeadersResponseData().setThrottleTimeMs(5).setErrorCode((short) (v >= 1 ? 42 : 0)).setReplicaElectionResults(List.of(
            new ElectLeadersResponseData.ReplicaElectionResult().setTopic("orders").setPartitionResult(List.of(
                new ElectLeadersResponseData.PartitionResult().setPartitionId(3).setErrorMessage(null),
                new ElectLeadersResponseData.PartitionResult().setPartitionId(4).setErrorCode((short) 84).setErrorMessage("not needed")))));
    }

    static ApiMessage alterPartitionReassignmentsRequest(int v) {
        return new AlterPartitionReassignmentsRequestData().setTimeoutMs(30000).setAllowReplicationFactorChange(v == 0).setTopics(List.of(
            new AlterPartitionReassignmentsRequestData.ReassignableTopic().setName("orders").setPartitions(List.of(
                new AlterPartitionReassignmentsRequestData.ReassignablePartition().setPartitionIndex(3).setReplicas(List.of(1, 2)),
                new AlterPartitionReassignmentsRequestData.ReassignablePartition().setPartitionIndex(4).setReplicas(null)))));
    }

    static ApiMessage alterPartitionReassignmentsResponse(int v) {
        return new AlterPartitionReassignmentsResponseData().setThrottleTimeMs(5).setAllowReplicationFactorChange(v == 0)
            .setErrorCode((short) 41).setErrorMessage("not here").setResponses(List.of(
                new AlterPartitionReassignmentsResponseData.ReassignableTopicResponse().setName("orders").setPartitions(List.of(
                    new AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse().setPartitionIndex(3).setErrorMessage(null),
                    new AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse().setPartitionIndex(4).setErrorCode((short) 85).setErrorMessage("none")))));
    }

    static ApiMessage listPartitionReassignmentsRequest(int v) {
        return new ListPartitionReassignmentsRequestData().setTimeoutMs(30000).setTopics(List.of(
            new ListPartitionReassignmentsRequestData.ListPartitionReassignmentsTopics().setName("orders").setPartitionIndexes(List.of(3, 4))));
    }

    static ApiMessage listPartitionReassignmentsResponse(int v) {
        return new ListPartitionReassignmentsResponseData().setThrottleTimeMs(5).setErrorCode((short) 41).setErrorMessage("not here").setTopics(List.of(
            new ListPartitionReassignmentsResponseData.OngoingTopicReassignment().setName("orders").setPartitions(List.of(
                new ListPartitionReassignmentsResponseData.OngoingPartitionReassignment().setPartitionIndex(3).setReplicas(List.of(1, 2))
                    .setAddingReplicas(List.of(2)).setRemovingReplicas(List.of(1))))));
    }

    static ApiMessage describeProducersRequest(int v) {
        return new DescribeProducersRequestData().setTopics(List.of(
            new DescribeProducersRequestData.TopicRequest().setName("orders").setPartitionIndexes(List.of(3, 4))));
    }

    static ApiMessage describeProducersResponse(int v) {
        return new DescribeProducersResponseData().setThrottleTimeMs(5).setTopics(List.of(
            new DescribeProducersResponseData.TopicResponse().setName("orders").setPartitions(List.of(
                new DescribeProducersResponseData.PartitionResponse().setPartitionIndex(3).setActiveProducers(List.of(
                    new DescribeProducersResponseData.ProducerState().setProducerId(1L << 40).setProducerEpoch(7).setLastSequence(99)
                        .setLastTimestamp(1700000000000L).setCoordinatorEpoch(2).setCurrentTxnStartOffset(17),
                    new DescribeProducersResponseData.ProducerState().setProducerId(2).setCoordinatorEpoch(-1))),
                new DescribeProducersResponseData.PartitionResponse().setPartitionIndex(4).setErrorCode((short) 3).setErrorMessage("unknown")))));
    }

    static ApiMessage initProducerIdRequest(int v) {
        var request = new InitProducerIdRequestData().setTransactionalId(v == 0 ? null : "tx-1").setTransactionTimeoutMs(60000);
        return v >= 3 ? request.setProducerId(1L << 40).setProducerEpoch((short) 7) : request;
    }

    static ApiMessage initProducerIdResponse(int v) {
        return new InitProducerIdResponseData().setThrottleTimeMs(5).setErrorCode((short) 51).setProducerId(1L << 40).setProducerEpoch((short) 8);
    }

    static ApiMessage describeConfigsRequest(int v) {
        var request = new DescribeConfigsRequestData().setIncludeSynonyms(true).setResources(List.of(
            new DescribeConfigsRequestData.DescribeConfigsResource().setResourceType((byte) 2).setResourceName("orders").setConfigurationKeys(List.of("retention.ms")),
            new DescribeConfigsRequestData.DescribeConfigsResource().setResourceType((byte) 4).setResourceName("1").setConfigurationKeys(null)));
        return v >= 3 ? request.setIncludeDocumentation(true) : request;
    }

    static ApiMessage describeConfigsResponse(int v) {
        var config = new DescribeConfigsResponseData.DescribeConfigsResourceResult().setName("retention.ms").setValue("1").setReadOnly(true).setConfigSource((byte) 1).setIsSensitive(true)
            .setSynonyms(List.of(new DescribeConfigsResponseData.DescribeConfigsSynonym().setName("log.retention.ms").setValue(null).setSource((byte) 5)))
            .setConfigType((byte) 5).setDocumentation("how long");
        return new DescribeConfigsResponseData().setThrottleTimeMs(5).setResults(List.of(
            new DescribeConfigsResponseData.DescribeConfigsResult().setErrorMessage(null).setResourceType((byte) 2).setResourceName("orders").setConfigs(List.of(config)),
            new DescribeConfigsResponseData.DescribeConfigsResult().setErrorCode((short) 42).setErrorMessage("no such broker").setResourceType((byte) 4).setResourceName("1")));
    }

    static ApiMessage alterConfigsRequest(int v) {
        var configs = new AlterConfigsRequestData.AlterableConfigCollection();
        configs.add(new AlterConfigsRequestData.AlterableConfig().setName("retention.ms").setValue("1"));
        configs.add(new AlterConfigsRequestData.AlterableConfig().setName("segment.ms").setValue(null));
        var resources = new AlterConfigsRequestData.AlterConfigsResourceCollection();
        resources.add(new AlterConfigsRequestData.AlterConfigsResource().setResourceType((byte) 2).setResourceName("orders").setConfigs(configs));
        resources.add(new AlterConfigsRequestData.AlterConfigsResource().setResourceType((byte) 4).setResourceName(""));
        return new AlterConfigsRequestData().setValidateOnly(v == 1).setResources(resources);
    }

    static ApiMessage alterConfigsResponse(int v) {
        return new AlterConfigsResponseData().setThrottleTimeMs(5).setResponses(List.of(
            new AlterConfigsResponseData.AlterConfigsResourceResponse().setErrorMessage(null).setResourceType((byte) 2).setResourceName("orders"),
            new AlterConfigsResponseData.AlterConfigsResourceResponse().setErrorCode((short) 40).setErrorMessage("no such config").setResourceType((byte) 4).setResourceName("1")));
    }

    static ApiMessage incrementalAlterConfigsRequest(int v) {
        var configs = new IncrementalAlterConfigsRequestData.AlterableConfigCollection();
        configs.add(new IncrementalAlterConfigsRequestData.AlterableConfig().setName("cleanup.policy").setConfigOperation((byte) 2).setValue("compact"));
        configs.add(new IncrementalAlterConfigsRequestData.AlterableConfig().setName("segment.ms").setConfigOperation((byte) 1).setValue(null));
        var resources = new IncrementalAlterConfigsRequestData.AlterConfigsResourceCollection();
        resources.add(new IncrementalAlterConfigsRequestData.AlterConfigsResource().setResourceType((byte) 2).setResourceName("orders").setConfigs(configs));
        resources.add(new IncrementalAlterConfigsRequestData.AlterConfigsResource().setResourceType((byte) 32).setResourceName("g"));
        return new IncrementalAlterConfigsRequestData().setValidateOnly(v == 1).setResources(resources);
    }

    static ApiMessage incrementalAlterConfigsResponse(int v) {
        return new IncrementalAlterConfigsResponseData().setThrottleTimeMs(5).setResponses(List.of(
            new IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse().setErrorMessage(null).setResourceType((byte) 2).setResourceName("orders"),
            new IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse().setErrorCode((short) 42).setErrorMessage("twice").setResourceType((byte) 32).setResourceName("g")));
    }

    static ApiMessage listConfigResourcesRequest(int v) {
        var request = new ListConfigResourcesRequestData();
        return v >= 1 ? request.setResourceTypes(List.of((byte) 2, (byte) 32)) : request;
    }

    static ApiMessage listConfigResourcesResponse(int v) {
        var one = new ListConfigResourcesResponseData.ConfigResource().setResourceName("orders");
        return new ListConfigResourcesResponseData().setThrottleTimeMs(5).setErrorCode((short) 35).setConfigResources(List.of(v >= 1 ? one.setResourceType((byte) 2) : one));
    }

    static ApiMessage describeClusterRequest(int v) {
        var request = new DescribeClusterRequestData().setIncludeClusterAuthorizedOperations(true);
        if (v >= 1) request.setEndpointType((byte) 2);
        return v >= 2 ? request.setIncludeFencedBrokers(true) : request;
    }

    static ApiMessage describeClusterResponse(int v) {
        var one = new DescribeClusterResponseData.DescribeClusterBroker().setBrokerId(1).setHost("127.0.0.1").setPort(9092).setRack("r1");
        var brokers = new DescribeClusterResponseData.DescribeClusterBrokerCollection();
        brokers.add(v >= 2 ? one.setIsFenced(true) : one);
        brokers.add(new DescribeClusterResponseData.DescribeClusterBroker().setBrokerId(2).setHost("b2").setPort(9093));
        var response = new DescribeClusterResponseData().setThrottleTimeMs(5).setErrorCode((short) 114).setErrorMessage("mismatched").setClusterId("cluster").setControllerId(1)
            .setBrokers(brokers).setClusterAuthorizedOperations(0xf0);
        return v >= 1 ? response.setEndpointType((byte) 2) : response;
    }

    static ApiMessage describeTopicPartitionsRequest(int v) {
        return new DescribeTopicPartitionsRequestData().setResponsePartitionLimit(7)
            .setTopics(List.of(new DescribeTopicPartitionsRequestData.TopicRequest().setName("orders")))
            .setCursor(new DescribeTopicPartitionsRequestData.Cursor().setTopicName("orders").setPartitionIndex(3));
    }

    static ApiMessage describeTopicPartitionsResponse(int v) {
        var partition = new DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition().setPartitionIndex(3).setLeaderId(1).setLeaderEpoch(2)
            .setReplicaNodes(List.of(1, 2)).setIsrNodes(List.of(1)).setEligibleLeaderReplicas(List.of(2)).setLastKnownElr(null).setOfflineReplicas(List.of(2));
        var topics = new DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopicCollection();
        topics.add(new DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic().setName("orders").setTopicId(TOPIC).setPartitions(List.of(partition)).setTopicAuthorizedOperations(0xff));
        topics.add(new DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic().setErrorCode((short) 3).setName(null).setIsInternal(true));
        return new DescribeTopicPartitionsResponseData().setThrottleTimeMs(5).setTopics(topics).setNextCursor(null);
    }

    static ApiMessage offsetCommitRequest(int v) {
        var known = new OffsetCommitRequestData.OffsetCommitRequestPartition().setPartitionIndex(3).setCommittedOffset(1L << 40).setCommittedMetadata("größe");
        if (v >= 6) known.setCommittedLeaderEpoch(7);
        var topic = new OffsetCommitRequestData.OffsetCommitRequestTopic().setPartitions(List.of(known,
            new OffsetCommitRequestData.OffsetCommitRequestPartition().setPartitionIndex(4).setCommittedOffset(-1).setCommittedMetadata(null)));
        if (v >= 10) topic.setTopicId(TOPIC); else topic.setName("orders");
        var request = new OffsetCommitRequestData().setGroupId("group").setGenerationIdOrMemberEpoch(5).setMemberId("m-1").setTopics(List.of(topic));
        if (v <= 4) request.setRetentionTimeMs(86400000);
        return v >= 7 ? request.setGroupInstanceId("i-1") : request;
    }

    static ApiMessage offsetCommitResponse(int v) {
        var topic = new OffsetCommitResponseData.OffsetCommitResponseTopic().setPartitions(List.of(
            new OffsetCommitResponseData.OffsetCommitResponsePartition().setPartitionIndex(3),
            new OffsetCommitResponseData.OffsetCommitResponsePartition().setPartitionIndex(4).setErrorCode((short) 22)));
        if (v >= 10) topic.setTopicId(TOPIC); else topic.setName("orders");
        return new OffsetCommitResponseData().setThrottleTimeMs(5).setTopics(List.of(topic));
    }

    static ApiMessage offsetFetchRequest(int v) {
        var request = new OffsetFetchRequestData();
        if (v >= 7) request.setRequireStable(true);
        if (v < 8) return request.setGroupId("group").setTopics(v == 2 || v == 7 ? null : List.of(
            new OffsetFetchRequestData.OffsetFetchRequestTopic().setName("orders").setPartitionIndexes(List.of(3, 4))));
        var topic = new OffsetFetchRequestData.OffsetFetchRequestTopics().setPartitionIndexes(List.of(3, 4));
        if (v >= 10) topic.setTopicId(TOPIC); else topic.setName("orders");
        var one = new OffsetFetchRequestData.OffsetFetchRequestGroup().setGroupId("group").setTopics(List.of(topic));
        if (v >= 9) one.setMemberId("m-1").setMemberEpoch(5);
        return request.setGroups(List.of(one, new OffsetFetchRequestData.OffsetFetchRequestGroup().setGroupId("other").setTopics(null)));
    }

    static ApiMessage offsetFetchResponse(int v) {
        var response = new OffsetFetchResponseData().setThrottleTimeMs(5);
        if (v < 8) {
            var known = new OffsetFetchResponseData.OffsetFetchResponsePartition().setPartitionIndex(3).setCommittedOffset(1L << 40).setMetadata("größe");
            if (v >= 5) known.setCommittedLeaderEpoch(7);
            if (v >= 2) response.setErrorCode((short) 15);
            return response.setTopics(List.of(new OffsetFetchResponseData.OffsetFetchResponseTopic().setName("orders").setPartitions(List.of(known,
                new OffsetFetchResponseData.OffsetFetchResponsePartition().setPartitionIndex(4).setCommittedOffset(-1).setMetadata(null).setErrorCode((short) 3)))));
        }
        var topic = new OffsetFetchResponseData.OffsetFetchResponseTopics().setPartitions(List.of(
            new OffsetFetchResponseData.OffsetFetchResponsePartitions().setPartitionIndex(3).setCommittedOffset(1L << 40).setCommittedLeaderEpoch(7).setMetadata("größe"),
            new OffsetFetchResponseData.OffsetFetchResponsePartitions().setPartitionIndex(4).setCommittedOffset(-1).setMetadata(null).setErrorCode((short) 100)));
        if (v >= 10) topic.setTopicId(TOPIC); else topic.setName("orders");
        return response.setGroups(List.of(
            new OffsetFetchResponseData.OffsetFetchResponseGroup().setGroupId("group").setTopics(List.of(topic)),
            new OffsetFetchResponseData.OffsetFetchResponseGroup().setGroupId("other").setErrorCode((short) 16)));
    }

    static ApiMessage joinGroupRequest(int v) {
        var protocols = new JoinGroupRequestData.JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestData.JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1, 2}));
        protocols.add(new JoinGroupRequestData.JoinGroupRequestProtocol().setName("sticky").setMetadata(new byte[1100]));
        var request = new JoinGroupRequestData().setGroupId("group").setSessionTimeoutMs(45000).setMemberId("m-1").setProtocolType("consumer").setProtocols(protocols);
        if (v >= 1) request.setRebalanceTimeoutMs(300000);
        if (v >= 5) request.setGroupInstanceId("i-1");
        return v >= 8 ? request.setReason("it was time") : request;
    }

    static ApiMessage joinGroupResponse(int v) {
        if (v == 8) return new JoinGroupResponseData().setErrorCode((short) 79).setProtocolName(null).setMemberId("m-3");
        var one = new JoinGroupResponseData.JoinGroupResponseMember().setMemberId("m-1").setMetadata(new byte[] {1, 2});
        var response = new JoinGroupResponseData().setThrottleTimeMs(5).setGenerationId(6).setProtocolName("range").setLeader("m-1").setMemberId("m-1").setMembers(List.of(
            v >= 5 ? one.setGroupInstanceId("i-1") : one,
            new JoinGroupResponseData.JoinGroupResponseMember().setMemberId("m-2").setMetadata(new byte[0])));
        if (v >= 7) response.setProtocolType("consumer");
        return v >= 9 ? response.setSkipAssignment(true) : response;
    }

    static ApiMessage heartbeatRequest(int v) {
        var request = new HeartbeatRequestData().setGroupId("group").setGenerationId(6).setMemberId("m-1");
        return v >= 3 ? request.setGroupInstanceId("i-1") : request;
    }

    static ApiMessage heartbeatResponse(int v) {
        return new HeartbeatResponseData().setThrottleTimeMs(5).setErrorCode((short) 27);
    }

    static ApiMessage leaveGroupRequest(int v) {
        var request = new LeaveGroupRequestData().setGroupId("group");
        if (v < 3) return request.setMemberId("m-1");
        var one = new LeaveGroupRequestData.MemberIdentity().setMemberId("m-1");
        return request.setMembers(List.of(v >= 5 ? one.setReason("done") : one, new LeaveGroupRequestData.MemberIdentity().setMemberId("").setGroupInstanceId("i-1")));
    }

    static ApiMessage leaveGroupResponse(int v) {
        var response = new LeaveGroupResponseData().setThrottleTimeMs(5);
        return v < 3 ? response.setErrorCode((short) 25) : response.setMembers(List.of(
            new LeaveGroupResponseData.MemberResponse().setMemberId("m-1").setGroupInstanceId(null),
            new LeaveGroupResponseData.MemberResponse().setMemberId("").setGroupInstanceId("i-1").setErrorCode((short) 25)));
    }

    static ApiMessage syncGroupRequest(int v) {
        var request = new SyncGroupRequestData().setGroupId("group").setGenerationId(6).setMemberId("m-1").setAssignments(List.of(
            new SyncGroupRequestData.SyncGroupRequestAssignment().setMemberId("m-1").setAssignment(new byte[] {3, 4}),
            new SyncGroupRequestData.SyncGroupRequestAssignment().setMemberId("m-2").setAssignment(new byte[1100])));
        if (v >= 3) request.setGroupInstanceId("i-1");
        return v >= 5 ? request.setProtocolType("consumer").setProtocolName("range") : request;
    }

    static ApiMessage syncGroupResponse(int v) {
        var response = new SyncGroupResponseData().setThrottleTimeMs(5).setErrorCode((short) 27).setAssignment(new byte[] {3, 4});
        return v >= 5 ? response.setProtocolType("consumer").setProtocolName("range") : response;
    }

    static ApiMessage describeGroupsRequest(int v) {
        var request = new DescribeGroupsRequestData().setGroups(List.of("group", "größe"));
        return v >= 3 ? request.setIncludeAuthorizedOperations(true) : request;
    }

    static ApiMessage describeGroupsResponse(int v) {
        var member = new DescribeGroupsResponseData.DescribedGroupMember().setMemberId("m-1").setClientId("me").setClientHost("/127.0.0.1")
            .setMemberMetadata(new byte[] {1, 2}).setMemberAssignment(new byte[] {3, 4});
        if (v >= 4) member.setGroupInstanceId("i-1");
        var one = new DescribeGroupsResponseData.DescribedGroup().setGroupId("group").setGroupState("Stable").setProtocolType("consumer").setProtocolData("range")
            .setMembers(List.of(member));
        if (v >= 3) one.setAuthorizedOperations(0xff);
        var gone = new DescribeGroupsResponseData.DescribedGroup().setGroupId("größe").setGroupState("Dead");
        if (v >= 6) gone.setErrorCode((short) 69).setErrorMessage("no such group");
        return new DescribeGroupsResponseData().setThrottleTimeMs(5).setGroups(List.of(one, gone));
    }

    static ApiMessage listGroupsRequest(int v) {
        var request = new ListGroupsRequestData();
        if (v >= 4) request.setStatesFilter(List.of("Stable", "Empty"));
        return v >= 5 ? request.setTypesFilter(List.of("classic")) : request;
    }

    static ApiMessage listGroupsResponse(int v) {
        var one = new ListGroupsResponseData.ListedGroup().setGroupId("group").setProtocolType("consumer");
        if (v >= 4) one.setGroupState("Stable");
        if (v >= 5) one.setGroupType("classic");
        return new ListGroupsResponseData().setThrottleTimeMs(5).setErrorCode((short) 15).setGroups(List.of(one, new ListGroupsResponseData.ListedGroup().setGroupId("größe")));
    }

    static ApiMessage deleteGroupsRequest(int v) {
        return new DeleteGroupsRequestData().setGroupsNames(List.of("group", "größe"));
    }

    static ApiMessage deleteGroupsResponse(int v) {
        var results = new DeleteGroupsResponseData.DeletableGroupResultCollection();
        results.add(new DeleteGroupsResponseData.DeletableGroupResult().setGroupId("group"));
        results.add(new DeleteGroupsResponseData.DeletableGroupResult().setGroupId("größe").setErrorCode((short) 68));
        return new DeleteGroupsResponseData().setThrottleTimeMs(5).setResults(results);
    }

    static ApiMessage offsetDeleteRequest(int v) {
        var topics = new OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection();
        topics.add(new OffsetDeleteRequestData.OffsetDeleteRequestTopic().setName("orders").setPartitions(List.of(
            new OffsetDeleteRequestData.OffsetDeleteRequestPartition().setPartitionIndex(3), new OffsetDeleteRequestData.OffsetDeleteRequestPartition().setPartitionIndex(4))));
        return new OffsetDeleteRequestData().setGroupId("group").setTopics(topics);
    }

    static ApiMessage offsetDeleteResponse(int v) {
        var partitions = new OffsetDeleteResponseData.OffsetDeleteResponsePartitionCollection();
        partitions.add(new OffsetDeleteResponseData.OffsetDeleteResponsePartition().setPartitionIndex(3));
        partitions.add(new OffsetDeleteResponseData.OffsetDeleteResponsePartition().setPartitionIndex(4).setErrorCode((short) 86));
        var topics = new OffsetDeleteResponseData.OffsetDeleteResponseTopicCollection();
        topics.add(new OffsetDeleteResponseData.OffsetDeleteResponseTopic().setName("orders").setPartitions(partitions));
        return new OffsetDeleteResponseData().setErrorCode((short) 15).setThrottleTimeMs(5).setTopics(topics);
    }

    static ApiMessage deleteRecordsRequest(int v) {
        return new DeleteRecordsRequestData().setTimeoutMs(30000).setTopics(List.of(
            new DeleteRecordsRequestData.DeleteRecordsTopic().setName("größe").setPartitions(List.of(
                new DeleteRecordsRequestData.DeleteRecordsPartition().setPartitionIndex(3).setOffset(1L << 40),
                new DeleteRecordsRequestData.DeleteRecordsPartition().setPartitionIndex(4).setOffset(-1L)))));
    }

    static ApiMessage deleteRecordsResponse(int v) {
        var partitions = new DeleteRecordsResponseData.DeleteRecordsPartitionResultCollection();
        partitions.add(new DeleteRecordsResponseData.DeleteRecordsPartitionResult().setPartitionIndex(3).setLowWatermark(1L << 40));
        partitions.add(new DeleteRecordsResponseData.DeleteRecordsPartitionResult().setPartitionIndex(4).setLowWatermark(-1L).setErrorCode((short) 44));
        var topics = new DeleteRecordsResponseData.DeleteRecordsTopicResultCollection();
        topics.add(new DeleteRecordsResponseData.DeleteRecordsTopicResult().setName("größe").setPartitions(partitions));
        return new DeleteRecordsResponseData().setThrottleTimeMs(5).setTopics(topics);
    }

    static ApiMessage describeLogDirsRequest(int v) {
        if (v == 1) return new DescribeLogDirsRequestData().setTopics(null);
        var topics = new DescribeLogDirsRequestData.DescribableLogDirTopicCollection();
        topics.add(new DescribeLogDirsRequestData.DescribableLogDirTopic().setTopic("größe").setPartitions(List.of(0, 3)));
        return new DescribeLogDirsRequestData().setTopics(topics);
    }

    static ApiMessage describeLogDirsResponse(int v) {
        var partition = new DescribeLogDirsResponseData.DescribeLogDirsPartition()
            .setPartitionIndex(3).setPartitionSize(1L << 40).setOffsetLag(7).setIsFutureKey(true);
        var topic = new DescribeLogDirsResponseData.DescribeLogDirsTopic().setName("größe").setPartitions(List.of(partition));
        var whole = new DescribeLogDirsResponseData.DescribeLogDirsResult().setLogDir("/data/größe").setTopics(List.of(topic))
            .setTotalBytes(1L << 41).setUsableBytes(1L << 39).setIsCordoned(v >= 5);
        var broken = new DescribeLogDirsResponseData.DescribeLogDirsResult().setErrorCode((short) 56).setLogDir("/broken").setTopics(List.of());
        return new DescribeLogDirsResponseData().setThrottleTimeMs(5).setErrorCode((short) 29).setResults(List.of(whole, broken));
    }
}
