import type { BrokerSighting } from '#domain/cluster/brokers'
import type { EntryFacts, Offset, SegmentFacts } from '#domain/log/types'
import type { CommittedOffset } from '#domain/offset-commits/types'
import type { TopicPartition } from '#domain/topic/types'
import type { JournalName, JournalPosition, JournalSnapshot, StoredEvent } from '#ports/journal'
import type { Replacement } from '#ports/log-cleaning'
import type { Snapshot } from '#ports/partition-log'
import { type Listeners, listeners } from '#shared/listeners'

/** Everything there is. Instances of the store that share it are to each other as brokers that share a Redis. */
export interface MemoryData {
  readonly logs: Map<string, StoredLog>
  readonly cleaning: WeakMap<StoredLog, Cleaning>
  /** By `nameKey`. */
  readonly journals: Map<string, StoredJournal>
  readonly brokers: Map<number, BrokerSighting>
  readonly appended: Listeners<TopicPartition>
  readonly journalled: Listeners<JournalName>
  nextProducerId: number
  /** Tells a journal from every other that had its name. */
  journalsFounded: number
}

export interface StoredLog {
  readonly entries: StoredEntry[]
  /** Oldest first. */
  readonly sealed: SegmentFacts[]
  written: SegmentFacts
  logStart: Offset
  snapshot: Snapshot | null
}

/** What is known of a log's cleaning; `copies` counts how often the segment that begins at an offset was replaced. */
export interface Cleaning {
  cleanTo: Offset
  readonly copies: Map<Offset, number>
  underWay: Replacement | null
}

/** `records` is every batch of the entry, one after the other. */
export type StoredEntry = EntryFacts & Readonly<{ records: Buffer; maxTimestamp: number }>

export interface StoredJournal {
  readonly name: JournalName
  readonly token: string
  /** How many appends there have been, those that the snapshot replaced included. */
  length: number
  /** The appends after the snapshot. */
  appends: readonly (readonly StoredEvent[])[]
  snapshot: JournalSnapshot | null
  /** By `partitionKey`. */
  readonly offsets: Map<string, CommittedOffset>
  /** Of the newest change of the offsets. */
  sequence: number
}

export const nameKey = (name: JournalName): string =>
  name.kind === 'group' ? `group:${name.groupId}` : name.kind

export const isEnd = ({ length, token }: StoredJournal, position: JournalPosition): boolean =>
  position.token === token && position.index === length

export const memoryData = (): MemoryData => ({
  logs: new Map(),
  cleaning: new WeakMap(),
  journals: new Map(),
  brokers: new Map(),
  appended: listeners(),
  journalled: listeners(),
  nextProducerId: 0,
  journalsFounded: 0,
})
