import type { Offset } from '#domain/log/types'
import { partitionKey, type TopicPartition } from '#domain/topic/types'
import type { LogGone } from '#ports/partition-log'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import { accepted } from './errors.ts'
import { decodeHead, type Head } from './head.ts'
import type { Histories } from './history.ts'
import type { Keys } from './keys.ts'
import type { Memories } from './memories.ts'
import { fields } from './resp.ts'
import { claimHistory } from './scripts/claim-history.ts'

/** What this instance knows of a partition. All of it may be dropped at any time, but for `offline`. */
export interface Partition {
  readonly at: TopicPartition
  readonly log: string
  head: Head | null
  /** Counts news of the hash and of the segments: what was asked before some news arrived is not known to be true after. */
  hashNews: number
  logNews: number
  /** The highest end that was ever seen, and how much news there was when it was asked for. */
  end: Readonly<{ offset: Offset; news: News | null }> | null
  /** Bytes of an entry, as last seen. */
  meanEntry: number | null
  /** A lost tail. Stays until somebody has looked at it. */
  offline: string | null
  queue: Promise<unknown>
  /** How many appends and rolls are in the queue. */
  queued: number
  gone: boolean
}

/** How much was heard of a log: of what others do to it, since own appends are not news. */
export type News = number

export interface Partitions {
  readonly of: (at: TopicPartition) => Partition
  readonly find: (at: TopicPartition) => Partition | undefined
  readonly all: () => Iterable<Partition>
  /** What is known of the hash, compared with the history that the connection sees. */
  readonly head: (of: Partition, on: Connection) => Promise<E.Either<LogGone, Head>>
  /** The same, read again. */
  readonly reload: (of: Partition, on: Connection) => Promise<E.Either<LogGone, Head>>
  /** Appends and rolls, one after the other. */
  readonly inTurn: <A>(of: Partition, work: () => Promise<A>) => Promise<A>
  /** The hash is not there. What is known of the partition goes with it, so that deleted topics leave nothing behind. */
  readonly gone: (of: Partition, on: Connection) => void
  /** Asks whether it, and what is remembered of it, is still there, after somebody changed its hash. */
  readonly lookAfter: (of: Partition, on: Connection) => Promise<void>
}

const CLAIMS = 5

const nothing = (): void => {}

const gone: E.Either<LogGone, never> = E.left({ kind: 'partition-gone' })

export const offline = (partition: Partition, reason: string): E.Either<LogGone, never> => {
  partition.offline = reason
  return E.left({ kind: 'partition-offline', reason })
}

/** Ends only grow; `news` as it was when the store was asked. */
export const learnEnd = (partition: Partition, end: Offset, news: News | null): void => {
  if (partition.end === null || end >= partition.end.offset) partition.end = { offset: end, news }
}

/** Nothing was heard of the log since its end was asked for. */
export const endStands = ({ end, logNews }: Partition): boolean => end?.news === logNews

export const newsOf = ({ logNews }: Partition): News => logNews

export const partitions = (keys: Keys, histories: Histories, memories: Memories): Partitions => {
  const known = new Map<string, Partition>()

  const of = (at: TopicPartition): Partition => {
    const log = partitionKey(at)
    const found = known.get(log)
    if (found !== undefined) return found
    const fresh: Partition = {
      at: { topicId: at.topicId, partition: at.partition },
      log,
      head: null,
      hashNews: 0,
      logNews: 0,
      end: null,
      meanEntry: null,
      offline: null,
      queue: Promise.resolve(),
      queued: 0,
      gone: false,
    }
    known.set(log, fresh)
    return fresh
  }

  const letGo = (partition: Partition): void => {
    const { gone: isGone, queued, offline: reason, log } = partition
    if (isGone && queued === 0 && reason === null && known.get(log) === partition) known.delete(log)
  }

  const wentAway = (partition: Partition, on: Connection): void => {
    partition.head = null
    partition.end = null
    partition.gone = true
    memories.forget(partition.log, on.server)
    letGo(partition)
  }

  const load = async (partition: Partition, on: Connection): Promise<Head | null> => {
    const news = partition.hashNews
    const [hash] = await on.run([['HGETALL', keys.partition(partition.at)]])
    const head = decodeHead(fields(accepted(hash)))
    partition.head = news === partition.hashNews ? head : null
    partition.gone = head === null
    if (head === null) wentAway(partition, on)
    return head
  }

  const claimed = async (partition: Partition, on: Connection): Promise<E.Either<LogGone, Head>> => {
    for (let turn = 0; turn < CLAIMS; turn++) {
      const head = await load(partition, on)
      if (head === null) return gone
      const { history: from } = head
      if (from === on.server.history) return E.right(head)
      // Others may have seen a newer history on newer connections; what this one saw may be outdated.
      const { history: to } = await on.introduce()
      histories.observe(on.server)
      if (from === to) return E.right(head)
      if (!(await histories.harmless(from, on.server))) {
        const reason = `Redis may have lost its last writes: its history was ${from} and is ${to}`
        return E.left({ kind: 'partition-offline', reason })
      }
      await claimHistory.run(on, { partition: keys.partition(partition.at), from, to })
    }
    return E.left({ kind: 'partition-offline', reason: 'several brokers see different histories of Redis' })
  }

  const after = async <A>(
    before: Promise<unknown> | null,
    work: () => Promise<A>,
    partition: Partition,
  ): Promise<A> => {
    if (before !== null) await before
    try {
      return await work()
    } finally {
      partition.queued--
      letGo(partition)
    }
  }

  const broken = ({ offline: reason }: Partition): E.Either<LogGone, never> | null =>
    reason === null ? null : E.left({ kind: 'partition-offline', reason })

  const reload = async (partition: Partition, on: Connection) =>
    broken(partition) ?? (await claimed(partition, on))

  return {
    of,
    find: (at) => known.get(partitionKey(at)),
    all: () => known.values(),
    reload,
    inTurn: (partition, work) => {
      const before = partition.queued === 0 ? null : partition.queue
      partition.queued++
      const mine = after(before, work, partition)
      partition.queue = mine.then(nothing, nothing)
      return mine
    },
    gone: wentAway,
    lookAfter: async (partition, on) => {
      const hash = keys.partition(partition.at)
      const last = memories.of(partition.log)
      const [exists, listed] = await on.run([
        ['EXISTS', hash],
        ['HEXISTS', hash, last?.field ?? ''],
      ])
      if (exists === 0) wentAway(partition, on)
      else if (listed === 0 && last === memories.of(partition.log)) memories.forget(partition.log, on.server)
    },
    head: async (partition, on) => {
      const { head } = partition
      if (partition.offline === null && head?.history === on.server.history) return E.right(head)
      return reload(partition, on)
    },
  }
}
