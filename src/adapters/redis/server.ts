import { StoreUnavailable } from '#ports/store-errors'
import { type HistoryId, historyId } from '#ports/store-history'
import { accepted, StoreUnsuitable } from './errors.ts'
import type { MemoryUse } from './memory-use.ts'
import { type Command, list, type Reply, text } from './resp.ts'

const OLDEST = [7, 0]
const NO_REPLID = '0'.repeat(40)

/** The server behind a connection, as it was when the connection was made. */
export type Server = Readonly<{
  version: string
  runId: string
  replId: string
  /** It once followed another server and was promoted. */
  promoted: boolean
  fsync: Fsync
  memory: MemoryUse
  history: HistoryId
}>

/** How much of what was acknowledged is on disk. `unknown`: CONFIG is not permitted. */
export type Fsync = 'none' | 'no' | 'everysec' | 'always' | 'unknown'

export const introductions: readonly Command[] = [
  ['INFO'],
  ['CONFIG', 'GET', 'appendfsync', 'no-appendfsync-on-rewrite'],
]

/** Throws where the server is not to be used: now (`StoreUnavailable`), or as it is configured (`StoreUnsuitable`). */
export const introduced = ([info, config]: readonly Reply[]): Server => {
  const facts = parseInfo(text(accepted(info)))
  const version = facts.get('redis_version') ?? 'unknown'
  if (!isSupported(version))
    throw new StoreUnsuitable(`Redis ${version} is too old: Kedge needs 7.0 or newer`)
  const policy = facts.get('maxmemory_policy') ?? 'noeviction'
  if (policy !== 'noeviction') {
    throw new StoreUnsuitable(`maxmemory-policy is ${policy}, which deletes records: set it to noeviction`)
  }
  if (facts.get('loading') === '1') throw new StoreUnavailable('LOADING Redis is loading its data')
  if (facts.get('role') !== 'master')
    throw new StoreUnavailable(`READONLY this Redis is a ${facts.get('role')}`)
  const runId = facts.get('run_id') ?? ''
  const replId = facts.get('master_replid') ?? ''
  const promoted = (facts.get('master_replid2') ?? NO_REPLID) !== NO_REPLID
  const fsync = fsyncOf(facts.get('aof_enabled') === '1', config)
  const history = historyId(`${runId}.${replId}.${fsync === 'always' ? 'always' : 'weak'}`)
  return { version, runId, replId, promoted, fsync, memory: memoryOf(facts), history }
}

/**
 * Nothing was lost between a recorded history and this server, without anybody's word: the same process that never
 * followed another (attaching a replica changes the replid), or a restart in place of one that flushed every write.
 */
export const continues = (recorded: HistoryId, server: Server): boolean => {
  const [runId, , durability] = recorded.split('.')
  if (server.promoted) return false
  return runId === server.runId || (durability === 'always' && server.fsync === 'always')
}

/** `safety.md` 1a, as far as one server goes. */
export const acknowledgement = (fsync: Fsync): string => {
  switch (fsync) {
    case 'always':
      return 'acknowledged records are on disk (appendfsync always); a Redis failover may lose the last of them'
    case 'everysec':
      return 'acknowledged records survive a crash of Kedge; a crash of Redis or a power cut may lose about 2 s (appendfsync everysec)'
    case 'no':
      return 'acknowledged records survive a crash of Kedge; a power cut loses what the system had not written (appendfsync no)'
    case 'none':
      return 'acknowledged records survive a crash of Kedge; they are lost when Redis stops (appendonly no)'
    case 'unknown':
      return 'acknowledged records survive a crash of Kedge; what Redis keeps on disk is unknown (CONFIG GET is not permitted)'
  }
}

/** Of the reply to INFO, whole or its section on memory. */
export const memoryIn = (info: Reply): MemoryUse => memoryOf(parseInfo(text(accepted(info))))

const memoryOf = (facts: ReadonlyMap<string, string>): MemoryUse => ({
  used: Number(facts.get('used_memory') ?? 0),
  max: Number(facts.get('maxmemory') ?? 0),
})

const parseInfo = (info: string): ReadonlyMap<string, string> =>
  new Map(
    info.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':')
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const]
    }),
  )

const isSupported = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

const fsyncOf = (appendOnly: boolean, config: Reply | undefined): Fsync => {
  if (!appendOnly) return 'none'
  if (config === undefined || config instanceof Error) return 'unknown'
  const settings = list(config).map(text)
  const setting = (name: string) => settings[settings.indexOf(name) + 1]
  const fsync = setting('appendfsync')
  const pauses = setting('no-appendfsync-on-rewrite') === 'yes'
  if (fsync === 'always') return pauses ? 'everysec' : 'always'
  return fsync === 'everysec' || fsync === 'no' ? fsync : 'unknown'
}
