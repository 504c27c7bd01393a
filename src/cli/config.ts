import { configure, type ReadFile } from '#config'
import type { Environment } from '#config/environment'
import { type ExitCode, exitCodes } from '#config/exit-codes'
import { readFlags } from '#config/flags'
import { E } from '#shared/fp'

export type Report = Readonly<{ stdout: string; stderr: string; exitCode: ExitCode }>
type Reporter = (argv: readonly string[], env: Environment, readFile: ReadFile) => Report

/** `kedge config check`, with the flags of `serve`: whether a broker would start with them. */
const check: Reporter = (argv, env, readFile) => {
  const flags = readFlags(argv)
  const configuration = configure(flags, env, readFile)
  if (E.isLeft(configuration)) {
    const isUsage = configuration.left.some(({ kind }) => kind === 'usage')
    return {
      stdout: '',
      stderr: configuration.left.map(({ source, message }) => `${source}: ${message}\n`).join(''),
      exitCode: isUsage ? exitCodes.usage : exitCodes.configuration,
    }
  }
  const { file, warnings } = configuration.right
  return {
    stdout: `the settings are in order${file === undefined ? '' : ` (${file})`}\n`,
    stderr: warnings.map((warning) => `${warning}\n`).join(''),
    exitCode: exitCodes.clean,
  }
}

/** What `kedge config ...` calls, and the only place that does. */
export const reports: Readonly<Record<string, Reporter>> = { check }
