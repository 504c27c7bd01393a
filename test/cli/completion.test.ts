import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { runKedge } from '#test/support/cli-shell'

/** What each shell offers for the last word; each has its own way to be asked without a terminal. */
const shells: Readonly<
  Record<string, (script: string, words: readonly string[]) => readonly [string, string[]]>
> = {
  bash: (script, words) => [
    'bash',
    [
      '-c',
      `${script}\nshift 0; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kedge; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      ...words,
    ],
  ],
  // compadd and _describe are what the completion system of a terminal brings; here they print.
  zsh: (script, words) => [
    'zsh',
    [
      '-fc',
      `compdef() { }; _files() { }; compadd() { shift; print -l -- "$@" }
_describe() { local -a all; all=("\${(@P)2}"); print -l -- "\${(@)all%%:*}" }
words=("$@"); CURRENT=$#; ${script}\n_kedge`,
      'zsh',
      ...words,
    ],
  ],
  fish: (script, words) => [
    'fish',
    ['--no-config', '-c', `${script}\ncomplete -C (string join ' ' -- $argv)`, ...words],
  ],
}

const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0

const offered = async (shell: string, words: readonly string[]): Promise<readonly string[]> => {
  const { stdout: script } = await runKedge(['completion', shell])
  const [command, args] = shells[shell]!(script, words)
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  expect(stderr).toBe('')
  const last = words.at(-1) ?? ''
  return stdout
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '')
    .filter((word) => word !== '' && word.startsWith(last))
}

test('there is a shell to try', () => {
  expect(isInstalled('bash')).toBe(true)
})

describe.for(Object.keys(shells).filter(isInstalled))('%s completes', (shell) => {
  test.each<[readonly string[], readonly string[]]>([
    [['kedge', 'topics', 'cr'], ['create']],
    [['kedge', 'gro'], ['groups']],
    [
      ['kedge', 'groups', ''],
      ['list', 'describe', 'reset', 'delete'],
    ],
    [['kedge', 'topics', 'create', 'orders', '--part'], ['--partitions']],
    [
      ['kedge', 'consume', 'orders', '--output', ''],
      ['table', 'json', 'raw'],
    ],
    [['kedge', 'completion', 'z'], ['zsh']],
    [['kedge', 'serve', '--durab'], ['--durability']],
    [['kedge', 'help', 'topics', 'al'], ['alter']],
  ])('%j with %j', async (words, expected) => {
    expect((await offered(shell, words)).toSorted()).toEqual(expected.toSorted())
  })
})
