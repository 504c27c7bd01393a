import { type ExitCode, exitCodes } from '#config/exit-codes'
import type { ConfigFault } from '#config/fault'
import { didYouMean } from '#config/suggest'
import { versionLine } from '#config/version'
import { E } from '#shared/fp'
import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { Failure } from './failure.ts'
import { commandHelp, groupHelp, programHelp } from './help.ts'
import { wantsHelp } from './parse.ts'
import type { Shell } from './shell.ts'

const all = commands.map(({ listed }) => listed)
const firstWords = [...new Set([...all.map(({ path }) => path.split(' ')[0] ?? ''), 'help'])]

/** Every command but `serve`, from its words to its exit code. */
export const runProgram = async (argv: readonly string[], shell: Shell): Promise<ExitCode> => {
  const [first = ''] = argv
  if (first === '--version' || first === '-V') return printed(shell, versionLine())
  if (first === 'help')
    return help(
      argv.slice(1).filter((word) => !word.startsWith('-')),
      shell,
    )
  const found = commandOf(argv)
  if (found === undefined || wantsHelp(argv)) return wantsHelp(argv) ? help(argv, shell) : lost(argv, shell)
  try {
    const ended = await found.run(shell, argv.slice(words(found)))
    return E.isRight(ended) ? ended.right : refused(ended.left, found.listed.path, shell)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    for (const line of error.message.split('\n')) shell.say(`kedge: ${line}`)
    return error.exitCode
  }
}

const words = ({ listed: { path } }: Command): number => path.split(' ').length

const commandOf = (argv: readonly string[]): Command | undefined =>
  commands.find((each) => each.listed.path === argv.slice(0, words(each)).join(' '))

const helpColumns = (shell: Shell): number => (Number.isFinite(shell.columns) ? shell.columns : 80)

const help = (path: readonly string[], shell: Shell): Promise<ExitCode> | ExitCode => {
  const columns = helpColumns(shell)
  const found = commandOf(path)
  if (found !== undefined) return printed(shell, found.help?.() ?? commandHelp(found.listed, columns))
  const [first = ''] = path
  if (first === '' || first.startsWith('-')) return printed(shell, programHelp(all, columns))
  const group = inGroup(first)
  return group.length > 0 ? printed(shell, groupHelp(first, group, columns)) : lost(path, shell)
}

const inGroup = (first: string) => all.filter(({ path }) => path.startsWith(`${first} `))

/** Words that name no command. */
const lost = (argv: readonly string[], shell: Shell): ExitCode => {
  const [first = '', second = ''] = argv
  const seconds = inGroup(first).map(({ path }) => path.slice(first.length + 1))
  if (seconds.length > 0)
    shell.say(
      second === '' || second.startsWith('-')
        ? `kedge ${first}: which command? ${seconds.join(', ')}`
        : `kedge ${first} ${second}: no such command${didYouMean(second, seconds)}`,
    )
  else if (first === '') shell.say('kedge: which command? `kedge serve` runs the broker')
  else if (first.startsWith('-')) shell.say(`${first}: flags come after the command`)
  else shell.say(`${first}: no such command${didYouMean(first, firstWords)}`)
  shell.say(`See kedge ${seconds.length > 0 ? `${first} ` : ''}--help.`)
  return exitCodes.usage
}

const refused = (faults: readonly ConfigFault[], path: string, shell: Shell): ExitCode => {
  for (const { source, message } of faults) shell.say(`${source}: ${message}`)
  shell.say(`See kedge ${path} --help.`)
  return exitCodes.usage
}

const printed = async (shell: Shell, text: string): Promise<ExitCode> => {
  await shell.out(text)
  return exitCodes.clean
}
