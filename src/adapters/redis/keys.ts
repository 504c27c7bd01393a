import { type TopicPartition, topicId } from '#domain/topic/types'
import type { JournalName } from '#ports/journal'

/**
 * Every key of Kedge, and the only place that builds one (`docs/redis-keys.md`). What belongs together has one hash
 * tag, so that a script's keys are always in one slot.
 */
export interface Keys {
  readonly partition: (at: TopicPartition) => string
  readonly partitionSnapshot: (at: TopicPartition) => string
  readonly segment: (at: TopicPartition, name: string) => string
  readonly journal: (name: JournalName) => string
  readonly journalSnapshot: (name: JournalName) => string
  /** What is committed under a group, in the slot of its journal. */
  readonly offsets: (groupId: string) => string
  /** The ids of all groups: fields of one hash, in a slot of its own. */
  readonly groups: string
  readonly brokers: string
  readonly broker: (id: number) => string
  readonly producerIds: string
  /** What begins with these is worth a wake-up. */
  readonly tracked: readonly string[]
  /** The same of logs, which whoever appends to them need not hear of from Redis. */
  readonly trackedLogs: readonly string[]
  readonly parse: (key: string) => Named | null
}

/** What a changed key means. */
export type Named = Readonly<
  | { kind: 'segment'; at: TopicPartition }
  | { kind: 'partition'; at: TopicPartition }
  | { kind: 'journal'; name: JournalName }
>

const NAMESPACE = /^[a-z0-9._-]+$/
const TAGGED = /^(log|part|group):\{([^}]*)\}(.*)$/

export const keysOf = (namespace: string): Keys => {
  if (!NAMESPACE.test(namespace))
    throw new Error(`a namespace is made of a-z, 0-9, '.', '_' and '-', not ${namespace}`)
  const ns = `${namespace}:`
  const cluster = `${ns}{cluster}`
  const partition = (at: TopicPartition) => `${ns}part:{${at.topicId}:${at.partition}}`
  const group = (groupId: string) => `${ns}group:{${encodeGroup(groupId)}}`
  return {
    partition,
    partitionSnapshot: (at) => `${partition(at)}:snapshot`,
    segment: (at, name) => `${ns}log:{${at.topicId}:${at.partition}}:${name}`,
    journal: (name) => (name.kind === 'cluster' ? cluster : `${group(name.groupId)}:journal`),
    journalSnapshot: (name) => `${name.kind === 'cluster' ? cluster : group(name.groupId)}:snapshot`,
    offsets: (groupId) => `${group(groupId)}:offsets`,
    groups: `${ns}groups`,
    brokers: `${ns}brokers`,
    broker: (id) => `${ns}broker:{${id}}`,
    producerIds: `${ns}producer-ids`,
    tracked: [`${ns}part:`, `${ns}group:`, cluster],
    trackedLogs: [`${ns}log:`],
    parse: (key) => {
      if (!key.startsWith(ns)) return null
      return key === cluster
        ? { kind: 'journal', name: { kind: 'cluster' } }
        : parseTagged(key.slice(ns.length))
    },
  }
}

/** Group ids are any text, also empty; an empty hash tag would be none. */
const encodeGroup = (groupId: string): string => Buffer.from(groupId).toString('base64url') || '-'
const decodeGroup = (tag: string): string => (tag === '-' ? '' : Buffer.from(tag, 'base64url').toString())

const parseTagged = (key: string): Named | null => {
  const [, kind, tag = '', rest] = TAGGED.exec(key) ?? []
  if (kind === 'group')
    return rest === ':journal'
      ? { kind: 'journal', name: { kind: 'group', groupId: decodeGroup(tag) } }
      : null
  const [topic = '', partition] = tag.split(':')
  const at = { topicId: topicId(topic), partition: Number(partition) }
  if (kind === 'log') return { kind: 'segment', at }
  return kind === 'part' && rest === '' ? { kind: 'partition', at } : null
}
