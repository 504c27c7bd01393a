import { isDeepStrictEqual } from 'node:util'
import type { Configuration } from '#config'
import type { ConfigFault } from '#config/fault'
import { schema } from '#config/schema'
import type { Settings } from '#config/settings'
import type { LogLevels } from '#ports/log-levels'
import type { Logger } from '#ports/logger'
import { E } from '#shared/fp'

export type Reload = Readonly<{
  /** Flags, environment and file, as they are now. */
  read: () => E.Either<readonly ConfigFault[], Configuration>
  started: Settings
  levels: Pick<LogLevels, 'setRoot'>
  logger: Logger
}>

/** What can change while the process runs; everything else is said to need a restart. */
const applied: ReadonlySet<string> = new Set(['logLevel'] satisfies readonly (keyof Settings)[])

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
  const waiting = changed(started, settings).filter((name) => !applied.has(name))
  if (waiting.length > 0)
    logger.warn({ settings: waiting.map(pathOf) }, 'changed settings are applied by a restart only')
}

const changed = (before: Settings, after: Settings): readonly string[] => {
  const old = new Map<string, unknown>(Object.entries(before))
  return Object.entries(after).flatMap(([name, value]) =>
    isDeepStrictEqual(old.get(name), value) ? [] : [name],
  )
}

const paths: ReadonlyMap<string, string> = new Map(
  Object.entries(schema).map(([name, { path }]) => [name, path]),
)

/** As it stands in kedge.yaml. Never the value, which may be a secret. */
const pathOf = (name: string): string => paths.get(name) ?? name
