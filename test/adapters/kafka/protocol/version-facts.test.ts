import { describe, expect, test } from 'vitest'
import * as apiVersions from '#adapters/kafka/protocol/messages/api-versions'
import * as createTopics from '#adapters/kafka/protocol/messages/create-topics'
import * as deleteTopics from '#adapters/kafka/protocol/messages/delete-topics'
import * as fetch from '#adapters/kafka/protocol/messages/fetch'
import * as findCoordinator from '#adapters/kafka/protocol/messages/find-coordinator'
import * as initProducerId from '#adapters/kafka/protocol/messages/init-producer-id'
import * as listOffsets from '#adapters/kafka/protocol/messages/list-offsets'
import * as metadata from '#adapters/kafka/protocol/messages/metadata'
import * as produce from '#adapters/kafka/protocol/messages/produce'

describe('what changes with a version changes there:', () => {
  test.each([
    ['CreateTopics takes default partitions', createTopics.acceptsDefaultPartitions, 4],
    ['CreateTopics returns configs', createTopics.returnsConfigs, 5],
    ['CreateTopics returns the topic id', createTopics.returnsTopicId, 7],
    ['DeleteTopics says that deletion is disabled', deleteTopics.reportsDeletionDisabled, 3],
    ['DeleteTopics names topics in structs', deleteTopics.namesTopicsInStructs, 6],
    ['Fetch has sessions', fetch.hasSessions, 7],
    ['Fetch allows zstd', fetch.allowsZstd, 10],
    ['Fetch uses topic ids', fetch.usesTopicIds, 13],
    ['FindCoordinator batches keys', findCoordinator.batchesKeys, 4],
    ['FindCoordinator allows share keys', findCoordinator.allowsShareKeys, 6],
    ['InitProducerId says that a producer is fenced', initProducerId.reportsProducerFenced, 4],
    ['ListOffsets allows the max timestamp', listOffsets.allowsMaxTimestamp, 7],
    ['ListOffsets allows earliest local', listOffsets.allowsEarliestLocal, 8],
    ['ListOffsets allows latest tiered', listOffsets.allowsLatestTiered, 9],
    ['ListOffsets allows earliest pending upload', listOffsets.allowsEarliestPendingUpload, 11],
    ['Metadata takes null for all topics', metadata.nullMeansAllTopics, 1],
    ['Metadata names topics by id', metadata.namesTopicsById, 12],
    ['Metadata has a top-level error', metadata.reportsTopLevelError, 13],
    ['Produce allows zstd', produce.allowsZstd, 7],
    ['Produce reports record errors', produce.reportsRecordErrors, 8],
    ['Produce uses topic ids', produce.usesTopicIds, 13],
  ])('%s', (_, fact, since) => {
    expect([since - 1, since].map(fact)).toEqual([false, true])
  })

  test('ApiVersions leaves out features that start at 0 (KAFKA-17011)', () => {
    expect([3, 4].map(apiVersions.omitsZeroMinFeatures)).toEqual([true, false])
  })

  test('Fetch says in another place who asks (KIP-903)', () => {
    const replicaState = { replicaId: 2, replicaEpoch: 0n }
    const request = { replicaId: 1, replicaState } as fetch.FetchRequest
    expect([14, 15].map((version) => fetch.replicaId(request, version))).toEqual([1, 2])
  })
})
