import { type Environment, readEnvironment } from '#config/environment'
import { type ConfigFault, misconfigured } from '#config/fault'
import { type FileSettings, readFileSettings } from '#config/file'
import type { Flags } from '#config/flags'
import { resolve } from '#config/resolve'
import { configFile } from '#config/schema'
import type { Settings } from '#config/settings'
import { E } from '#shared/fp'

export type Configuration = Readonly<{
  settings: Settings
  warnings: readonly string[]
  /** The file that was read, if there was one. */
  file: string | undefined
}>

/** What a file holds: nothing but text is ever asked of the file system. */
export type FileText = Readonly<
  { kind: 'text'; text: string } | { kind: 'absent' } | { kind: 'unreadable'; reason: string }
>
export type ReadFile = (path: string) => FileText

/** Flags, then environment, then file, then defaults: the settings, or every fault there is. */
export const configure = (
  flags: Flags,
  env: Environment,
  readFile: ReadFile,
): E.Either<readonly ConfigFault[], Configuration> => {
  const variables = readEnvironment(env)
  const file = findFile(flags.config, variables.config, readFile)
  const resolved = resolve([flags, variables, file.settings])
  const faults = [...flags.faults, ...file.settings.faults, ...resolved.faults]
  if (faults.length > 0) return E.left(faults)
  return E.right({
    settings: resolved.settings,
    warnings: [...variables.warnings, ...resolved.warnings],
    file: file.name,
  })
}

type File = Readonly<{ name: string | undefined; settings: FileSettings }>

const findFile = (flag: string | undefined, variable: string | undefined, readFile: ReadFile): File => {
  const path = flag ?? variable ?? configFile.otherwise
  const content = readFile(path)
  const source = flag === undefined ? configFile.variable : configFile.flag
  const asked = flag !== undefined || variable !== undefined
  switch (content.kind) {
    case 'text':
      return { name: path, settings: readFileSettings(path.replace(/^\.\//, ''), content.text) }
    case 'absent':
      return asked ? broken(source, `there is no file ${path}`) : nothing
    case 'unreadable':
      return broken(asked ? source : path, `cannot be read: ${content.reason}`)
  }
}

const nothing: File = { name: undefined, settings: { faults: [], written: () => undefined } }

const broken = (source: string, message: string): File => ({
  name: undefined,
  settings: { faults: [misconfigured(source, message)], written: () => undefined },
})
