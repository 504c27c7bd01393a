import { type Configuration, configure, type ReadFile } from '#config'
import type { Environment } from '#config/environment'
import { type ConfigFault, exitCodeOf, faultLines, usage } from '#config/fault'
import { readFlags } from '#config/flags'
import { programHelp, serveHelp } from '#config/help'
import { didYouMean } from '#config/suggest'
import { version } from '#config/version'
import { E } from '#shared/fp'

/** What the command line asks for; `main.ts` does it. */
export type Command = Readonly<
  | { kind: 'print'; text: string }
  /** `kedge config ...`, with what follows. */
  | { kind: 'config'; argv: readonly string[] }
  | ({ kind: 'serve' } & Configuration)
>

export const parseCommand = (
  argv: readonly string[],
  env: Environment,
  readFile: ReadFile,
): E.Either<readonly ConfigFault[], Command> => {
  const [command, ...rest] = argv
  if (command === undefined) return E.left([usage('kedge', 'which command? `kedge serve` runs the broker')])
  if (command === 'config') return E.right({ kind: 'config', argv: rest })
  const flags = readFlags(command === 'serve' ? rest : argv)
  if (flags.help) return print(command === 'serve' ? serveHelp() : programHelp)
  if (flags.version) return print(`kedge ${version()} (node ${process.version})\n`)
  if (command !== 'serve')
    return E.left([usage(command, `no such command${didYouMean(command, ['serve', 'config'])}`)])
  const configuration = configure(flags, env, readFile)
  return E.isLeft(configuration) ? configuration : E.right({ kind: 'serve', ...configuration.right })
}

export { exitCodeOf }

/** Every fault on its line, and where to read on. */
export const describeFaults = (faults: readonly ConfigFault[]): string =>
  `${faultLines(faults)}See kedge serve --help.\n`

const print = (text: string): E.Either<never, Command> => E.right({ kind: 'print', text })
