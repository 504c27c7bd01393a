import { accessSync, constants, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Logger } from '#ports/logger'
import type { RecordCodec } from '#ports/record-codec'
import type { Store } from '#ports/store'
import { embeddedCommittedOffsets } from './committed-offsets.ts'
import { lockDirectory } from './directory-lock.ts'
import { type Environment, openEnvironment } from './environment.ts'
import { DirectoryUnusable } from './errors.ts'
import { needRoomForNew } from './file-room.ts'
import { refuseForeign } from './foreign-file.ts'
import { claimFormat } from './format.ts'
import { type CommitStatistics, groupCommit } from './group-commit.ts'
import { embeddedHistory } from './history.ts'
import { embeddedJournal } from './journal.ts'
import { embeddedPartitionLog } from './partition-log.ts'
import { embeddedProducerIds } from './producer-ids.ts'
import { beginWriteAhead, recover } from './recovery.ts'
import { embeddedBrokerRegistry } from './registry.ts'
import { removals } from './removals.ts'
import { roomIn } from './room.ts'
import { openWriteAheadLog } from './write-ahead-log.ts'
import { type Behind, writeBehind } from './write-behind.ts'

type Relaxed = Pick<Behind, 'timers' | 'flushAt'>

export interface EmbeddedOptions {
  readonly dir: string
  readonly codec: RecordCodec
  readonly logger?: Logger
  /** Flushes behind the answer: a power loss may take the last second or so, and never breaks the store. */
  readonly relaxed?: Relaxed | false
}

export type Statistics = CommitStatistics & Readonly<{ behind: number }>
export type EmbeddedStore = Store & Readonly<{ statistics: () => Statistics }>

/**
 * Opens the store of a directory, and makes it where there is none. Rejects with `DirectoryLocked`, `DirectoryUnusable`,
 * `NewerFormat`, or `StoreCorrupt` where the file is not LMDB's. All brokers of a process share the one store.
 */
export const openEmbeddedStore = async (options: EmbeddedOptions): Promise<EmbeddedStore> => {
  const { codec, logger, relaxed = false } = options
  const dir = resolve(options.dir)
  prepare(dir)
  const release = lockDirectory(dir)
  let environment: Environment | undefined
  try {
    const file = join(dir, 'kedge.mdb')
    refuseForeign(file)
    needRoomForNew(file)
    environment = openEnvironment(file)
    const history = await claimFormat(environment)
    await recover(environment, dir, history)
    if (relaxed !== false) environment = await overLog(environment, dir, history, { ...options, relaxed })
    const store = await storeOver(environment, codec, history)
    logger?.debug({ dir, relaxed: relaxed !== false, history }, 'embedded store open')
    const close = () => store.close().finally(release)
    return {
      ...store,
      describe: () => Promise.resolve(description(dir, relaxed !== false)),
      directory: dir,
      close: once(close),
    }
  } catch (cause) {
    // Why it was not opened says more than why it was not closed either.
    await environment?.close().catch(() => undefined)
    release()
    throw cause
  }
}

const overLog = async (
  environment: Environment,
  dir: string,
  history: string,
  { relaxed, logger }: Readonly<{ relaxed: Relaxed; logger?: Logger }>,
): Promise<Environment> => {
  const { salt, ...marks } = await beginWriteAhead(environment, history)
  const log = openWriteAheadLog(dir, salt)
  const behind = { ...relaxed, ...marks, log, takeRoom: roomIn(dir) }
  return writeBehind(environment, logger === undefined ? behind : { ...behind, logger })
}

const storeOver = async (
  environment: Environment,
  codec: RecordCodec,
  history: string,
): Promise<Omit<EmbeddedStore, 'describe' | 'directory'>> => {
  const commits = groupCommit(environment, environment.commit)
  const removed = removals(environment, commits)
  await removed.finish()
  return {
    log: embeddedPartitionLog(codec, environment, commits, removed),
    journal: embeddedJournal(environment, commits, removed),
    offsets: embeddedCommittedOffsets(environment, commits),
    registry: embeddedBrokerRegistry(),
    producerIds: embeddedProducerIds(commits, environment),
    history: embeddedHistory(history),
    time: () => Promise.resolve(null),
    statistics: () => ({ ...commits.statistics(), behind: environment.behind() }),
    close: async () => {
      await commits.idle()
      await environment.close()
    },
  }
}

/** A second call gets the answer of the first: by then the directory may be somebody else's. */
const once = (act: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | null = null
  return () => {
    done ??= act()
    return done
  }
}

const prepare = (dir: string): void => {
  try {
    mkdirSync(dir, { recursive: true })
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new DirectoryUnusable(`${dir} cannot be used`, { cause })
  }
}

const description = (dir: string, relaxed: boolean) =>
  relaxed
    ? {
        where: dir,
        acknowledgement:
          'an acknowledged record survives kill -9 of the broker; a power loss may take the last second or so',
        warnings: ['a commit is acknowledged before it is flushed to disk'],
      }
    : {
        where: dir,
        acknowledgement: 'an acknowledged record is on disk (fdatasync): it survives kill -9 and power loss',
        warnings: [],
      }
