import { type Node, paths } from './tree.ts'

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** What `_describe` takes: a colon ends the word. */
const described = (word: string, about: string): string =>
  quoted(about === '' ? word : `${word.replaceAll(':', '\\:')}:${about}`)

export const zsh = (tree: readonly Node[]): string => `#compdef kedge
# zsh completion of kedge: kedge completion zsh > a folder of $fpath/_kedge, or source <(kedge completion zsh)
_kedge() {
  local at='' i
  local -a candidates flags
  for ((i = 2; i < CURRENT; i++)); do
    case "\${at:+$at }\${words[i]}" in
${paths(tree)
  .map((path) => `      ${quoted(path)}) at=${quoted(path)} ;;`)
  .join('\n')}
      *) break ;;
    esac
  done
  case "$at:\${words[CURRENT - 1]}" in
${tree
  .flatMap(({ at, flags }) =>
    flags
      .filter(({ value }) => value !== null)
      .map(
        ({ name, choices }) =>
          `    ${quoted(`${at}:${name}`)}) ${choices.length === 0 ? '_files' : `compadd -- ${choices.map(quoted).join(' ')}`}; return ;;`,
      ),
  )
  .join('\n')}
  esac
  case "$at" in
${tree
  .map(({ at, words, flags }) => {
    const inside = words.map(({ word, about }) => described(word, about)).join(' ')
    const names = flags.map(({ name, about }) => described(name, about)).join(' ')
    return `    ${quoted(at)}) candidates=(${inside}) flags=(${names}) ;;`
  })
  .join('\n')}
  esac
  if [[ "\${words[CURRENT]}" == -* || \${#candidates} == 0 ]]; then candidates=("\${flags[@]}"); fi
  _describe kedge candidates
}
if [ "$funcstack[1]" = "_kedge" ]; then _kedge "$@"; else compdef _kedge kedge; fi
`
