import { stringify } from 'yaml'
import { type Configuration, configure } from '#config'
import { E } from '#shared/fp'
import type { Environment } from './environment.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type ConfigFault, exitCodeOf, faultLines, usage } from './fault.ts'
import { readFlags } from './flags.ts'
import type { ReadFile } from './read-file.ts'
import { type Shown, shownSettings } from './shown.ts'

export type Report = Readonly<{ stdout: string; stderr: string; exitCode: ExitCode }>
export type ReportCommand = (argv: readonly string[], env: Environment, readFile: ReadFile) => Report

/** Whether `kedge serve` would take these flags, variables and file. */
export const configCheck: ReportCommand = (argv, env, readFile) => {
  const { output, rest, faults } = optionsOf(argv)
  const configuration = configured(rest, faults, env, readFile)
  const told = E.isLeft(configuration) ? configuration.left : []
  const exitCode = told.length === 0 ? exitCodes.clean : exitCodeOf(told)
  const { warnings, file } = E.isLeft(configuration) ? nothing : configuration.right
  if (output === 'json')
    return {
      stdout: json({ ok: told.length === 0, file: file ?? null, faults: told, warnings }),
      stderr: '',
      exitCode,
    }
  return {
    stdout:
      told.length === 0 ? `In order: flags, variables${file === undefined ? '' : ` and ${file}`}.\n` : '',
    stderr: `${warningLines(warnings)}${faultLines(told)}`,
    exitCode,
  }
}

/** What is set, and where; with --defaults also what is not. It can be used as kedge.yaml, but for secrets. */
export const configPrint: ReportCommand = (argv, env, readFile) => {
  const { output, defaults, rest, faults } = optionsOf(argv, true)
  const configuration = configured(rest, faults, env, readFile)
  if (E.isLeft(configuration)) return refused(configuration.left)
  const shown = shownSettings(configuration.right, defaults)
  return {
    stdout: output === 'json' ? json(byKey(shown)) : yaml(shown),
    stderr: warningLines(configuration.right.warnings),
    exitCode: exitCodes.clean,
  }
}

type Options = Readonly<{
  output: 'text' | 'json'
  defaults: boolean
  /** The flags that are settings. */
  rest: readonly string[]
  faults: readonly ConfigFault[]
}>

const optionsOf = (argv: readonly string[], takesDefaults = false): Options => {
  const rest: string[] = []
  const faults: ConfigFault[] = []
  let output: Options['output'] = 'text'
  let defaults = false
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    const isOutput = word === '--output' || word.startsWith('--output=')
    if (takesDefaults && word === '--defaults') defaults = true
    else if (!isOutput) rest.push(word)
    else {
      const value = word === '--output' ? argv[++i] : word.slice('--output='.length)
      if (value === 'json') output = value
      else faults.push(usage('--output', 'expected json'))
    }
  }
  return { output, defaults, rest, faults }
}

const configured = (
  rest: readonly string[],
  faults: readonly ConfigFault[],
  env: Environment,
  readFile: ReadFile,
): E.Either<readonly ConfigFault[], Configuration> => {
  const configuration = configure(readFlags(rest), env, readFile)
  if (faults.length === 0) return configuration
  return E.left([...faults, ...(E.isLeft(configuration) ? configuration.left : [])])
}

const nothing: Pick<Configuration, 'warnings' | 'file'> = { warnings: [], file: undefined }

const refused = (faults: readonly ConfigFault[]): Report => ({
  stdout: '',
  stderr: `${faultLines(faults)}See kedge config --help.\n`,
  exitCode: exitCodeOf(faults),
})
const warningLines = (warnings: readonly string[]): string =>
  warnings.map((warning) => `warning: ${warning}\n`).join('')

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const byKey = (shown: readonly Shown[]) =>
  Object.fromEntries(shown.map(({ path, value, source }) => [path, { value: value ?? null, source }]))

const yaml = (shown: readonly Shown[]): string => {
  const sectionOf = ({ path }: Shown): string => path.slice(0, Math.max(0, path.indexOf('.')))
  const sections = [...new Set(shown.map(sectionOf))]
  return sections
    .map((section) => {
      const lines = shown.filter((each) => sectionOf(each) === section).map((each) => line(each, section))
      return `${section === '' ? '' : `${section}:\n`}${lines.join('')}`
    })
    .join('')
}

const line = ({ path, value, source, isInWords }: Shown, section: string): string => {
  const key = section === '' ? path : path.slice(section.length + 1)
  const [indent, mark] = [section === '' ? '' : '  ', isInWords ? '# ' : '']
  const written = stringify({ [key]: value ?? null }, { lineWidth: 0, collectionStyle: 'flow' }).trim()
  return `${indent}${mark}${written.replace(/^\{ ?(.*?) ?\}$/, '$1')} # ${source}\n`
}
