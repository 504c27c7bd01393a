import { pathCases, quoted, valueCases } from './cases.ts'
import type { Node } from './tree.ts'

export const bash = (
  tree: readonly Node[],
): string => `# bash completion of kedge: source <(kedge completion bash)
_kedge() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} at='' words='' flags='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${at:+$at }\${COMP_WORDS[i]}" in
${pathCases(tree)}
      *) break ;;
    esac
  done
  case "$at:$prev" in
${valueCases(tree, (choices) =>
  choices.length === 0
    ? 'return'
    : `COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$cur")); return`,
)}
  esac
  case "$at" in
${tree
  .map(({ at, words, flags }) => {
    const names = quoted(flags.map(({ name }) => name).join(' '))
    return `    ${quoted(at)}) words=${quoted(words.map(({ word }) => word).join(' '))} flags=${names} ;;`
  })
  .join('\n')}
  esac
  [[ $cur == -* || -z $words ]] && words=$flags
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _kedge kedge
`
