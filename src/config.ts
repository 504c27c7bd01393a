import { type Environment, readEnvironment } from '#config/environment'
import { type ConfigFault, misconfigured } from '#config/fault'
import { type FileSettings, readFileSettings } from '#config/file'
import type { Flags } from '#config/flags'
import { usualPlaces } from '#config/lookup'
import type { Origin } from '#config/picking'
import type { FileText, ReadFile } from '#config/read-file'
import { resolve } from '#config/resolve'
import { configFile } from '#config/schema'
import type { Settings } from '#config/settings'
import { E } from '#shared/fp'

export type Configuration = Readonly<{
  settings: Settings
  warnings: readonly string[]
  /** The file that was read, if there was one. */
  file: string | undefined
  /** Of each setting that was written somewhere, by its key in kedge.yaml, what counts. Secrets are masked; the address of a store is not. */
  origins: ReadonlyMap<string, Origin>
}>

export type { FileText, ReadFile }

/** Flags, then environment, then file, then defaults: the settings, or every fault there is. */
export const configure = (
  flags: Flags,
  env: Environment,
  readFile: ReadFile,
): E.Either<readonly ConfigFault[], Configuration> => {
  const { faults, ...configuration } = configured(flags, env, readFile)
  return faults.length > 0 ? E.left(faults) : E.right(configuration)
}

/** The same with its faults, each of whose settings is the default: for who asks a broker that has other flags. */
export const configured = (
  flags: Flags,
  env: Environment,
  readFile: ReadFile,
): Configuration & Readonly<{ faults: readonly ConfigFault[] }> => {
  const variables = readEnvironment(env)
  const file = findFile(flags.config, variables.config, env, readFile)
  const resolved = resolve([flags, variables, file.settings], readFile)
  return {
    settings: resolved.settings,
    faults: [...flags.faults, ...file.settings.faults, ...resolved.faults],
    warnings: [...variables.warnings, ...resolved.warnings],
    file: file.name,
    origins: resolved.origins,
  }
}

type File = Readonly<{ name: string | undefined; settings: FileSettings }>

const findFile = (
  flag: string | undefined,
  variable: string | undefined,
  env: Environment,
  readFile: ReadFile,
): File => {
  const named = flag ?? variable
  const source = flag === undefined ? configFile.variable : configFile.flag
  for (const path of named === undefined ? usualPlaces(env) : [named]) {
    const content = readFile(path)
    switch (content.kind) {
      case 'text':
        return { name: path, settings: readFileSettings(path.replace(/^\.\//, ''), content.text) }
      case 'unreadable':
        return broken(named === undefined ? path : source, `cannot be read: ${content.reason}`)
      case 'absent':
        if (named !== undefined) return broken(source, `there is no file ${path}`)
    }
  }
  return nothing
}

const nothing: File = { name: undefined, settings: { faults: [], written: () => [] } }

const broken = (source: string, message: string): File => ({
  name: undefined,
  settings: { faults: [misconfigured(source, message)], written: () => [] },
})
