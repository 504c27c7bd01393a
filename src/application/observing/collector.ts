import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { Measured } from '#ports/metrics'
import type { Timers } from '#ports/timers'
import type { Collection } from './collection.ts'

export type CollectorDeps = Readonly<{
  collect: () => Promise<Collection>
  told: (collection: Collection, now: number) => Measured
  clock: Clock
  timers: Timers
  logger: Logger
  /** A look is not begun sooner after the last. */
  everyMs: number
  /** Of a process with several brokers one speaks for the looks themselves. */
  speaks: boolean
}>

/** Who reads waits so long for a look that is under way, and is then told of the last one. */
const PATIENCE_MS = 2_000

/** Looks when somebody reads, one look at a time and not too often; nobody reads, nobody looks. */
export const collector = (deps: CollectorDeps): (() => Promise<Measured>) => {
  const { clock, timers, logger, everyMs, told, speaks } = deps
  let last: Readonly<{ at: number; tookMs: number; collection: Collection }> | null = null
  let looking: Promise<void> | null = null
  let begunAt = Number.NEGATIVE_INFINITY

  const look = async (): Promise<void> => {
    begunAt = clock.monotonic()
    try {
      const collection = await deps.collect()
      const at = clock.monotonic()
      last = { at, tookMs: at - begunAt, collection }
    } catch (error) {
      logger.debug({ err: error }, 'offsets and groups could not be looked up')
    } finally {
      looking = null
    }
  }

  const patiently = async (underWay: Promise<void>): Promise<void> => {
    const enough = Promise.withResolvers<void>()
    const cancel = timers.after(PATIENCE_MS, enough.resolve)
    await Promise.race([underWay, enough.promise])
    cancel()
  }

  return async () => {
    if (looking === null && clock.monotonic() - begunAt >= everyMs) looking = look()
    if (looking !== null) await patiently(looking)
    if (last === null) return []
    const { at, tookMs, collection } = last
    const age = clock.monotonic() - at
    const ofLooks: Measured = [
      { name: 'kedge_collection_duration_seconds', labels: {}, value: tookMs / 1_000 },
      { name: 'kedge_collection_age_seconds', labels: {}, value: age / 1_000 },
    ]
    return [...told(collection, clock.now()), ...(speaks ? ofLooks : [])]
  }
}
