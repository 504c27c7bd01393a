import { describe, expect, test } from 'vitest'
import * as apiVersions from '#adapters/kafka/protocol/messages/api-versions'
import * as deleteTopics from '#adapters/kafka/protocol/messages/delete-topics'
import * as describeGroups from '#adapters/kafka/protocol/messages/describe-groups'
import * as fetch from '#adapters/kafka/protocol/messages/fetch'
import * as findCoordinator from '#adapters/kafka/protocol/messages/find-coordinator'
import * as joinGroup from '#adapters/kafka/protocol/messages/join-group'
import * as leaveGroup from '#adapters/kafka/protocol/messages/leave-group'
import * as listConfigResources from '#adapters/kafka/protocol/messages/list-config-resources'
import * as listOffsets from '#adapters/kafka/protocol/messages/list-offsets'
import * as metadata from '#adapters/kafka/protocol/messages/metadata'
import * as offsetCommit from '#adapters/kafka/protocol/messages/offset-commit'
import * as offsetFetch from '#adapters/kafka/protocol/messages/offset-fetch'
import * as produce from '#adapters/kafka/protocol/messages/produce'
import * as syncGroup from '#adapters/kafka/protocol/messages/sync-group'

describe('what changes with a version changes there:', () => {
  test.each([
    ['DeleteTopics names topics in structs', deleteTopics.namesTopicsInStructs, 6],
    ['DescribeGroups tells unknown groups', describeGroups.tellsUnknownGroups, 6],
    ['ListConfigResources lists every type', listConfigResources.listsEveryType, 1],
    ['Fetch uses topic ids', fetch.usesTopicIds, 13],
    ['FindCoordinator batches keys', findCoordinator.batchesKeys, 4],
    ['FindCoordinator allows share keys', findCoordinator.allowsShareKeys, 6],
    ['JoinGroup has a rebalance timeout', joinGroup.hasRebalanceTimeout, 1],
    ['JoinGroup wants newcomers to come back with their id', joinGroup.requiresKnownMemberId, 4],
    ['JoinGroup allows no protocol', joinGroup.allowsNoProtocol, 7],
    ['JoinGroup can skip the assignment', joinGroup.canSkipAssignment, 9],
    ['LeaveGroup batches members', leaveGroup.batchesMembers, 3],
    ['ListOffsets allows the max timestamp', listOffsets.allowsMaxTimestamp, 7],
    ['ListOffsets allows earliest local', listOffsets.allowsEarliestLocal, 8],
    ['ListOffsets allows latest tiered', listOffsets.allowsLatestTiered, 9],
    ['ListOffsets allows earliest pending upload', listOffsets.allowsEarliestPendingUpload, 11],
    ['Metadata takes null for all topics', metadata.nullMeansAllTopics, 1],
    ['Metadata names topics by id', metadata.namesTopicsById, 12],
    ['OffsetCommit tells an unknown group', offsetCommit.tellsUnknownGroup, 9],
    ['OffsetCommit uses topic ids', offsetCommit.usesTopicIds, 10],
    ['OffsetFetch tells an error of the group', offsetFetch.tellsGroupError, 2],
    ['OffsetFetch batches groups', offsetFetch.batchesGroups, 8],
    ['OffsetFetch uses topic ids', offsetFetch.usesTopicIds, 10],
    ['Produce allows zstd', produce.allowsZstd, 7],
    ['Produce uses topic ids', produce.usesTopicIds, 13],
    ['SyncGroup must name the protocol', syncGroup.mustNameProtocol, 5],
  ])('%s', (_, fact, since) => {
    expect([since - 1, since].map(fact)).toEqual([false, true])
  })

  test('ApiVersions leaves out features that start at 0 (KAFKA-17011)', () => {
    expect([3, 4].map(apiVersions.omitsZeroMinFeatures)).toEqual([true, false])
  })
})
