import { type ExitCode, exitCodes } from '#config/exit-codes'
import { Failure } from '../failure.ts'
import { visible } from '../text.ts'

// Kafka's table of errors (org.apache.kafka.common.protocol.Errors) by number: the name under which it is looked up, a
// sentence for whoever typed the command, and whether to ask again.

type Entry = readonly [name: string, sentence: string, again?: 'retriable']

const table: Readonly<Record<number, Entry>> = {
  [-1]: ['UNKNOWN_SERVER_ERROR', 'the broker failed; its log says why'],
  1: ['OFFSET_OUT_OF_RANGE', 'there is no such offset in the partition'],
  2: ['CORRUPT_MESSAGE', 'the records did not arrive as they were sent'],
  3: ['UNKNOWN_TOPIC_OR_PARTITION', 'there is no such topic or partition'],
  4: ['INVALID_FETCH_SIZE', 'the size asked for is not possible'],
  5: ['LEADER_NOT_AVAILABLE', 'the partition has no leader at the moment', 'retriable'],
  6: ['NOT_LEADER_OR_FOLLOWER', 'another broker leads the partition by now', 'retriable'],
  7: ['REQUEST_TIMED_OUT', 'it was not finished in time; it may still happen'],
  8: ['BROKER_NOT_AVAILABLE', 'the broker is not available'],
  9: ['REPLICA_NOT_AVAILABLE', 'the replica is not available', 'retriable'],
  10: ['MESSAGE_TOO_LARGE', 'a record is larger than max.message.bytes of the topic allows'],
  12: ['OFFSET_METADATA_TOO_LARGE', 'the metadata of a commit is too large'],
  13: ['NETWORK_EXCEPTION', 'the broker lost a connection that it needs', 'retriable'],
  14: ['COORDINATOR_LOAD_IN_PROGRESS', 'the coordinator is still reading the group', 'retriable'],
  15: ['COORDINATOR_NOT_AVAILABLE', 'the group has no coordinator at the moment', 'retriable'],
  16: ['NOT_COORDINATOR', 'another broker coordinates the group by now', 'retriable'],
  17: ['INVALID_TOPIC_EXCEPTION', 'a topic cannot have this name'],
  18: ['RECORD_LIST_TOO_LARGE', 'the batch is larger than a segment of the topic'],
  19: ['NOT_ENOUGH_REPLICAS', 'fewer replicas are in sync than the topic wants', 'retriable'],
  20: ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'it was written to fewer replicas than the topic wants'],
  21: ['INVALID_REQUIRED_ACKS', 'acks must be 0, 1 or all'],
  22: ['ILLEGAL_GENERATION', 'the group has rebalanced in the meantime'],
  23: ['INCONSISTENT_GROUP_PROTOCOL', 'the members of the group share no assignment strategy with this one'],
  24: ['INVALID_GROUP_ID', 'a group cannot have this id'],
  25: ['UNKNOWN_MEMBER_ID', 'the group has members, or does not know this one'],
  26: ['INVALID_SESSION_TIMEOUT', 'the broker does not allow this session timeout'],
  27: ['REBALANCE_IN_PROGRESS', 'the group is rebalancing'],
  28: ['INVALID_COMMIT_OFFSET_SIZE', 'the offset cannot be committed'],
  29: ['TOPIC_AUTHORIZATION_FAILED', 'you are not authorized for this topic'],
  30: ['GROUP_AUTHORIZATION_FAILED', 'you are not authorized for this group'],
  31: ['CLUSTER_AUTHORIZATION_FAILED', 'you are not authorized for this in the cluster'],
  32: ['INVALID_TIMESTAMP', 'the timestamp of a record lies too far off'],
  33: ['UNSUPPORTED_SASL_MECHANISM', 'the broker does not offer this way to authenticate'],
  34: ['ILLEGAL_SASL_STATE', 'the broker wants authentication first'],
  35: ['UNSUPPORTED_VERSION', 'the broker does not support this'],
  36: ['TOPIC_ALREADY_EXISTS', 'there is a topic of this name already'],
  37: ['INVALID_PARTITIONS', 'a topic cannot have this many partitions'],
  38: ['INVALID_REPLICATION_FACTOR', 'there are not enough brokers for this replication factor'],
  39: ['INVALID_REPLICA_ASSIGNMENT', 'the replicas cannot be assigned so'],
  40: ['INVALID_CONFIG', 'a config cannot be set so'],
  41: ['NOT_CONTROLLER', 'another broker is the controller by now', 'retriable'],
  42: ['INVALID_REQUEST', 'the broker cannot make sense of the request'],
  43: ['UNSUPPORTED_FOR_MESSAGE_FORMAT', 'the format of the records in the topic is too old for this'],
  44: ['POLICY_VIOLATION', 'a policy of the cluster forbids it'],
  45: ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'a batch before this one is missing'],
  46: ['DUPLICATE_SEQUENCE_NUMBER', 'the batch has been written already'],
  47: ['INVALID_PRODUCER_EPOCH', 'another producer has taken over'],
  53: ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'you are not authorized for this transactional id'],
  55: ['OPERATION_NOT_ATTEMPTED', 'it was not tried, because something beside it failed'],
  56: ['KAFKA_STORAGE_ERROR', 'the store of the broker failed', 'retriable'],
  58: ['SASL_AUTHENTICATION_FAILED', 'the authentication failed'],
  59: ['UNKNOWN_PRODUCER_ID', 'the broker has forgotten this producer'],
  60: ['REASSIGNMENT_IN_PROGRESS', 'a reassignment of the partitions is under way'],
  65: ['DELEGATION_TOKEN_AUTHORIZATION_FAILED', 'you are not authorized for this token'],
  68: ['NON_EMPTY_GROUP', 'the group has members'],
  69: ['GROUP_ID_NOT_FOUND', 'there is no such group'],
  72: ['LISTENER_NOT_FOUND', 'the leader cannot be reached where this broker was asked', 'retriable'],
  73: ['TOPIC_DELETION_DISABLED', 'this cluster does not delete topics'],
  74: ['FENCED_LEADER_EPOCH', 'the leader has changed', 'retriable'],
  75: ['UNKNOWN_LEADER_EPOCH', 'the leader has changed', 'retriable'],
  76: ['UNSUPPORTED_COMPRESSION_TYPE', 'the broker does not take this compression'],
  77: ['STALE_BROKER_EPOCH', 'the broker is starting again', 'retriable'],
  78: ['OFFSET_NOT_AVAILABLE', 'the leader does not know its end yet', 'retriable'],
  79: ['MEMBER_ID_REQUIRED', 'the group wants a member id'],
  80: ['PREFERRED_LEADER_NOT_AVAILABLE', 'the preferred leader is not available', 'retriable'],
  81: ['GROUP_MAX_SIZE_REACHED', 'the group has as many members as it may'],
  82: ['FENCED_INSTANCE_ID', 'another member has taken this instance id'],
  84: ['ELECTION_NOT_NEEDED', 'no leader needs to be elected'],
  86: ['GROUP_SUBSCRIBED_TO_TOPIC', 'a member of the group reads this topic'],
  87: ['INVALID_RECORD', 'the topic does not take this record; a compacted one wants a key'],
  88: ['UNSTABLE_OFFSET_COMMIT', 'offsets of a transaction are not settled yet', 'retriable'],
  89: ['THROTTLING_QUOTA_EXCEEDED', 'a quota is used up', 'retriable'],
  100: ['UNKNOWN_TOPIC_ID', 'there is no topic with this id'],
  110: ['FENCED_MEMBER_EPOCH', 'the group has moved on'],
  113: ['STALE_MEMBER_EPOCH', 'the group has moved on'],
}

const notAuthorized = new Set([29, 30, 31, 34, 53, 58, 65])

const NONE = 0
export const UNKNOWN_TOPIC = 3
export const LEADER_NOT_AVAILABLE = 5
export const TOPIC_EXISTS = 36
export const NON_EMPTY_GROUP = 68
export const GROUP_NOT_FOUND = 69

/** A refusal of a broker: which, in Kafka's name, and a sentence. */
export class KafkaError extends Failure {
  readonly code: number
  readonly retriable: boolean

  constructor(what: string, code: number, message: string | null = null) {
    super(`${what}: ${sentenceOf(code, message)}`, exitCodeOf(code))
    this.code = code
    this.retriable = table[code]?.[2] === 'retriable'
  }
}

/** Throws unless the code is 0. */
export const check = (what: string, code: number, message: string | null = null): void => {
  if (code !== NONE) throw new KafkaError(what, code, message)
}

/** The broker's own words where it has some, else ours; and the name to look it up by. */
const sentenceOf = (code: number, message: string | null): string => {
  const [name, sentence] = table[code] ?? [`error ${code}`, 'the broker refuses']
  return `${message === null || message === '' ? sentence : visible(message.replace(/\.$/, ''))} (${name})`
}

/** What is retriable is asked again until the time is up: then the broker is of no service. */
const exitCodeOf = (code: number): ExitCode => {
  if (notAuthorized.has(code)) return exitCodes.permission
  return table[code]?.[2] === 'retriable' ? exitCodes.unavailable : exitCodes.failure
}
