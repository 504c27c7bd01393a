import { type Node, paths } from './tree.ts'

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export const bash = (
  tree: readonly Node[],
): string => `# bash completion of kedge: source <(kedge completion bash)
_kedge() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} at='' words='' flags='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${at:+$at }\${COMP_WORDS[i]}" in
${paths(tree)
  .map((path) => `      ${quoted(path)}) at=${quoted(path)} ;;`)
  .join('\n')}
      *) break ;;
    esac
  done
  case "$at:$prev" in
${tree
  .flatMap(({ at, flags }) =>
    flags
      .filter(({ value }) => value !== null)
      .map(
        ({ name, choices }) =>
          `    ${quoted(`${at}:${name}`)}) ${choices.length === 0 ? 'return' : `COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$cur")); return`} ;;`,
      ),
  )
  .join('\n')}
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
