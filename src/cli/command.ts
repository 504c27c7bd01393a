import type { ExitCode } from '#config/exit-codes'
import type { ConfigFault } from '#config/fault'
import { E } from '#shared/fp'
import { type Listed, listed } from './listed.ts'
import { parse } from './parse.ts'
import type { Shell } from './shell.ts'
import type { CommandSpec, Given } from './spec.ts'

/** A command that does something: how it ended, or all that is wrong with its line. */
export type Command = Readonly<{
  listed: Listed
  /** Where another table than ours says what it takes. */
  help?: () => string
  run: (shell: Shell, argv: readonly string[]) => Promise<E.Either<readonly ConfigFault[], ExitCode>>
}>

/** What a command does, loaded when it is called. */
export type Act<C extends CommandSpec> = (shell: Shell, given: Given<C>) => Promise<ExitCode>

export const command = <C extends CommandSpec>(spec: C, load: () => Promise<Act<C>>): Command => ({
  listed: listed(spec),
  run: async (shell, argv) => {
    const given = parse(spec, argv, shell.env)
    if (E.isLeft(given)) return given
    const act = await load()
    return E.right(await act(shell, given.right))
  },
})
