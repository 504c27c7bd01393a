import { isDeepStrictEqual } from 'node:util'
import type { Configuration } from '#config'
import type { ConfigFault } from '#config/fault'
import { schema, secrets } from '#config/schema'
import type { LogLevels } from '#ports/log-levels'
import type { Logger } from '#ports/logger'
import { E } from '#shared/fp'

export type Reload = Readonly<{
  /** Flags, environment and file, as they are now. */
  read: () => E.Either<readonly ConfigFault[], Configuration>
  started: Known
  levels: Pick<LogLevels, 'setRoot'>
  logger: Logger
}>

type Known = Pick<Configuration, 'settings' | 'origins'>

/** What can change while the process runs; everything else is said to need a restart. */
const applied: ReadonlySet<string> = new Set([schema.logLevel.path])

/** Reads the settings again, as SIGHUP asks for. With a fault anywhere nothing changes. */
export const reloaded = ({ read, started, levels, logger }: Reload): void => {
  const configuration = read()
  if (E.isLeft(configuration)) {
    const faults = configuration.left.map(({ source, message }) => `${source}: ${message}`)
    logger.error({ faults }, 'the configuration has faults: nothing is changed')
    return
  }
  const { settings, warnings, file } = configuration.right
  levels.setRoot(settings.logLevel)
  logger.info({ file, warnings, logLevel: settings.logLevel }, 'the configuration was read again')
  const waiting = changed(started, configuration.right).filter((path) => !applied.has(path))
  if (waiting.length > 0) logger.warn({ settings: waiting }, 'changed settings are applied by a restart only')
}

/**
 * What was written otherwise and makes a difference: a setting that only follows from another one is not named. By the keys of
 * kedge.yaml, and without the values, which may be secrets.
 */
const changed = (before: Known, after: Known): readonly string[] => {
  const [old, now] = [before.settings, after.settings].map((each) => new Map(Object.entries(each)))
  const isOther = (name: string): boolean => !isDeepStrictEqual(old?.get(name), now?.get(name))
  const written = Object.entries(schema).flatMap(([name, { path }]) =>
    isDeepStrictEqual(before.origins.get(path)?.raw, after.origins.get(path)?.raw) ||
    (now?.has(name) && !isOther(name))
      ? []
      : [path],
  )
  // Where they are written they are masked.
  const hidden = Object.entries(secrets).flatMap(([name, { path }]) => (isOther(name) ? [path] : []))
  return [...written, ...hidden]
}
