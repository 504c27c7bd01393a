import { describe, expect, test } from 'vitest'
import * as apiVersions from '#adapters/kafka/protocol/messages/api-versions'
import * as deleteTopics from '#adapters/kafka/protocol/messages/delete-topics'
import * as fetch from '#adapters/kafka/protocol/messages/fetch'
import * as findCoordinator from '#adapters/kafka/protocol/messages/find-coordinator'
import * as listOffsets from '#adapters/kafka/protocol/messages/list-offsets'
import * as metadata from '#adapters/kafka/protocol/messages/metadata'
import * as produce from '#adapters/kafka/protocol/messages/produce'

describe('what changes with a version changes there:', () => {
  test.each([
    ['DeleteTopics names topics in structs', deleteTopics.namesTopicsInStructs, 6],
    ['Fetch uses topic ids', fetch.usesTopicIds, 13],
    ['FindCoordinator batches keys', findCoordinator.batchesKeys, 4],
    ['FindCoordinator allows share keys', findCoordinator.allowsShareKeys, 6],
    ['ListOffsets allows the max timestamp', listOffsets.allowsMaxTimestamp, 7],
    ['ListOffsets allows earliest local', listOffsets.allowsEarliestLocal, 8],
    ['ListOffsets allows latest tiered', listOffsets.allowsLatestTiered, 9],
    ['ListOffsets allows earliest pending upload', listOffsets.allowsEarliestPendingUpload, 11],
    ['Metadata takes null for all topics', metadata.nullMeansAllTopics, 1],
    ['Metadata names topics by id', metadata.namesTopicsById, 12],
    ['Produce allows zstd', produce.allowsZstd, 7],
    ['Produce uses topic ids', produce.usesTopicIds, 13],
  ])('%s', (_, fact, since) => {
    expect([since - 1, since].map(fact)).toEqual([false, true])
  })

  test('ApiVersions leaves out features that start at 0 (KAFKA-17011)', () => {
    expect([3, 4].map(apiVersions.omitsZeroMinFeatures)).toEqual([true, false])
  })
})
