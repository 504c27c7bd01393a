import type { Listed } from '../listed.ts'
import { bash } from './bash.ts'
import { fish } from './fish.ts'
import { treeOf } from './tree.ts'
import { zsh } from './zsh.ts'

/** The script of each shell, out of the table of commands. */
export const scripts: Readonly<Record<string, (commands: readonly Listed[]) => string>> = {
  bash: (commands) => bash(treeOf(commands)),
  zsh: (commands) => zsh(treeOf(commands)),
  fish: (commands) => fish(treeOf(commands)),
}
