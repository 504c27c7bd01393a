import type { TopicPartition } from '#domain/topic/types'
import type { Logger } from '#ports/logger'
import type { Random } from '#ports/random'
import type { RecordCodec } from '#ports/record-codec'
import type { Timers } from '#ports/timers'
import type { Histories } from './history.ts'
import type { Keys } from './keys.ts'
import type { Link } from './link.ts'
import type { Memories } from './memories.ts'
import type { Partitions } from './partitions.ts'
import type { TailCache } from './tail-cache.ts'
import type { WakeUps } from './wake-ups.ts'

/** What the operations of a partition log share. */
export interface LogContext {
  readonly appends: Link
  readonly reads: Link
  /** Of the cleaner. */
  readonly cleans: Link
  readonly keys: Keys
  readonly codec: RecordCodec
  readonly random: Random
  readonly timers: Timers
  readonly logger: Logger
  readonly partitions: Partitions
  readonly histories: Histories
  readonly wakeUps: WakeUps
  readonly memories: Memories
  readonly cache: TailCache
  readonly tell: (at: TopicPartition) => void
  readonly isClosed: () => boolean
}

export const TOKEN_BYTES = 9
