import type { AlterRefusal } from '#application/configs'
import type { DeleteRecordsRefusal } from '#application/delete-records'
import type { FetchRefusal } from '#application/fetch/fetch'
import type { SessionRefusal } from '#application/fetch/sessions'
import type { GroupsRefusal } from '#application/groups/groups'
import type { ListOffsetsRefusal } from '#application/list-offsets'
import type { ProduceRefusal } from '#application/produce/produce'
import type { CreateRefusal } from '#application/topics'
import type { CreatePartitionsRefusal } from '#domain/cluster/create-partitions'
import type { ReplicaRefusal } from '#domain/cluster/replicas'
import { OutcomeUnknown, StoreCorrupt, StoreFull, StoreUnavailable } from '#ports/store-errors'

/** What is wrong with a request before any use case is asked, or because there is no use case to ask. */
export type RequestFault = Readonly<{
  kind:
    | 'invalid-request'
    | 'invalid-required-acks'
    | 'unsupported-version'
    | 'unknown-topic-id'
    | 'invalid-commit-offset'
    | 'offset-metadata-too-large'
    | 'mismatched-endpoint-type'
    | 'unsupported-endpoint-type'
    | 'leader-not-available'
    | 'listener-not-found'
    | 'coordinator-not-available'
}>

export type Refusal =
  | RequestFault
  | CreateRefusal
  | AlterRefusal
  | CreatePartitionsRefusal
  | ReplicaRefusal
  | ProduceRefusal
  | Exclude<FetchRefusal, { kind: 'store-failure' }>
  | SessionRefusal
  | ListOffsetsRefusal
  | DeleteRecordsRefusal
  | GroupsRefusal

/** The only place that knows which refusal is which number on the wire. A new refusal without a code does not compile. */
const codes = {
  'offset-out-of-range': 1,
  'corrupt-batch': 2,
  'unknown-topic': 3,
  'unknown-partition': 3,
  // Retriable, and the client asks for metadata before it retries; a log is only gone because its topic is or soon will be.
  'partition-gone': 6,
  'leader-not-available': 5,
  'not-leader': 6,
  'timed-out': 7,
  'message-too-large': 10,
  'offset-metadata-too-large': 12,
  // COORDINATOR_NOT_AVAILABLE, as Kafka says of a group that is dead: look for the coordinator and ask again.
  'group-dead': 15,
  'coordinator-not-available': 15,
  'not-coordinator': 16,
  'invalid-topic': 17,
  'invalid-required-acks': 21,
  'illegal-generation': 22,
  'inconsistent-group-protocol': 23,
  'invalid-group-id': 24,
  'unknown-member': 25,
  'invalid-session-timeout': 26,
  'rebalance-in-progress': 27,
  // Java and librdkafka give up on it and say why; INVALID_REQUEST is an error that neither expects here.
  'invalid-commit-offset': 28,
  'invalid-timestamp': 32,
  'unsupported-version': 35,
  'transactions-unsupported': 35,
  'topic-exists': 36,
  'invalid-partitions': 37,
  'invalid-replication-factor': 38,
  'invalid-replica-assignment': 39,
  'invalid-config': 40,
  'invalid-request': 42,
  'member-metadata-too-large': 42,
  'unsupported-format': 43,
  'policy-violation': 44,
  'out-of-order-sequence': 45,
  'duplicate-sequence': 46,
  'invalid-producer-epoch': 47,
  'partition-offline': 56,
  'non-empty-group': 68,
  'group-not-found': 69,
  'session-not-found': 70,
  'invalid-session-epoch': 71,
  'listener-not-found': 72,
  'fenced-leader-epoch': 74,
  'unknown-leader-epoch': 75,
  'unsupported-compression': 76,
  'member-id-required': 79,
  'group-full': 81,
  'fenced-instance': 82,
  'election-not-needed': 84,
  'no-reassignment-in-progress': 85,
  'subscribed-to-topic': 86,
  'invalid-record': 87,
  'invalid-records': 87,
  'unknown-topic-id': 100,
  'session-topic-id-mismatch': 106,
  'mismatched-endpoint-type': 114,
  'unsupported-endpoint-type': 115,
} as const satisfies Record<Refusal['kind'], number>

export const NONE = 0
export const errorCode = ({ kind }: Pick<Refusal, 'kind'>): number => codes[kind]

/** What a client may read about it, or null. */
export const errorMessage = (refusal: Refusal): string | null =>
  'message' in refusal ? clipped(refusal.message) : 'reason' in refusal ? clipped(refusal.reason) : null

const LONGEST_MESSAGE = 1_000

/** A message may quote the client, whose strings are as long as any on the wire can be. */
export const clipped = (message: string): string =>
  message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message

const LONGEST_NAME = 249

/** A client's name for a thing, in a message that is told of each of its parts: no longer than a topic's name can be. */
export const quoted = (name: string): string =>
  name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name

/** What was asked for when the store failed: each API has its own way to say "try again" (`safety.md` 1b). */
export type Asked =
  | 'partition'
  | 'topic-metadata'
  | 'topic-change'
  | 'producer-id'
  | 'group'
  | 'group-offsets'

type StoreFailure = StoreUnavailable | OutcomeUnknown | StoreFull | StoreCorrupt

/**
 * All are retriable. Never UNKNOWN_SERVER_ERROR, after which producers send again what may have been written
 * (KAFKA-14034); never UNKNOWN_TOPIC_OR_PARTITION, after which librdkafka drops what it has.
 */
const failures = {
  // NOT_LEADER_OR_FOLLOWER: nothing happened. REQUEST_TIMED_OUT: it may have. KAFKA_STORAGE_ERROR: an operator is needed.
  partition: { StoreUnavailable: 6, OutcomeUnknown: 7, StoreFull: 56, StoreCorrupt: 56 },
  // LEADER_NOT_AVAILABLE: the topic may well exist, ask again.
  'topic-metadata': { StoreUnavailable: 5, OutcomeUnknown: 5, StoreFull: 5, StoreCorrupt: 5 },
  // NOT_CONTROLLER: admin clients look for the controller and ask again.
  'topic-change': { StoreUnavailable: 41, OutcomeUnknown: 7, StoreFull: 56, StoreCorrupt: 56 },
  // COORDINATOR_LOAD_IN_PROGRESS is what Kafka says while it waits for a block of ids. A lost block harms nobody, and
  // Java takes REQUEST_TIMED_OUT for fatal here.
  'producer-id': { StoreUnavailable: 14, OutcomeUnknown: 14, StoreFull: 14, StoreCorrupt: 14 },
  // COORDINATOR_NOT_AVAILABLE: every client looks for the coordinator and asks again. Also where it may have happened:
  // members that join, sync or leave twice, and offsets that are committed twice, are where they were (Kafka, too, tells a
  // commit that timed out so). COORDINATOR_LOAD_IN_PROGRESS is fatal to Java's heartbeats, REQUEST_TIMED_OUT to its joins.
  group: { StoreUnavailable: 15, OutcomeUnknown: 15, StoreFull: 15, StoreCorrupt: 15 },
  // NOT_COORDINATOR, because Java before 3.9 gives up on COORDINATOR_NOT_AVAILABLE when it fetches offsets.
  'group-offsets': { StoreUnavailable: 16, OutcomeUnknown: 16, StoreFull: 16, StoreCorrupt: 16 },
} as const satisfies Record<Asked, Record<StoreFailure['name'], number>>

/** Anything but a failure of the store is a bug, and goes on as one. */
export const failureCode = (asked: Asked, error: unknown): number => {
  if (isStoreFailure(error)) return failures[asked][error.name]
  throw error
}

const isStoreFailure = (error: unknown): error is StoreFailure =>
  error instanceof StoreUnavailable ||
  error instanceof OutcomeUnknown ||
  error instanceof StoreFull ||
  error instanceof StoreCorrupt
