import { type Configuration, configure, type ReadFile } from '#config'
import type { Environment } from '#config/environment'
import { type ConfigFault, exitCodeOf, faultLines } from '#config/fault'
import { readFlags } from '#config/flags'
import { serveHelp } from '#config/help'
import { versionLine } from '#config/version'
import { E } from '#shared/fp'

/** What `kedge serve` asks for; `serve.ts` does it. Every other command is in `src/cli`. */
export type Command = Readonly<{ kind: 'print'; text: string } | ({ kind: 'serve' } & Configuration)>

export const parseCommand = (
  argv: readonly string[],
  env: Environment,
  readFile: ReadFile,
): E.Either<readonly ConfigFault[], Command> => {
  const flags = readFlags(argv.slice(1))
  if (flags.help) return print(serveHelp())
  if (flags.version) return print(versionLine())
  const configuration = configure(flags, env, readFile)
  return E.isLeft(configuration) ? configuration : E.right({ kind: 'serve', ...configuration.right })
}

export { exitCodeOf }

/** Every fault on its line, and where to read on. */
export const describeFaults = (faults: readonly ConfigFault[]): string =>
  `${faultLines(faults)}See kedge serve --help.\n`

const print = (text: string): E.Either<never, Command> => E.right({ kind: 'print', text })
