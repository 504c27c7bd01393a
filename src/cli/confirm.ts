import { Failure, misused } from './failure.ts'
import type { Shell } from './shell.ts'

/** Asks on a terminal; where nobody can be asked, nothing is done without `--yes`. */
export const confirm = async (
  shell: Shell,
  flags: { readonly yes: boolean },
  what: string,
): Promise<void> => {
  if (flags.yes) return
  if (!shell.isTerminal.input || !shell.isTerminal.messages)
    throw misused(`${what} needs --yes where nobody can be asked`)
  const answer = await shell.question(`${what}? [y/N] `)
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new Failure('nothing was done')
}
