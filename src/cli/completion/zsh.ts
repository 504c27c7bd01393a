import { pathCases, quoted, valueCases } from './cases.ts'
import type { Node } from './tree.ts'

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
${pathCases(tree)}
      *) break ;;
    esac
  done
  case "$at:\${words[CURRENT - 1]}" in
${valueCases(tree, (choices) =>
  choices.length === 0 ? '_files; return' : `compadd -- ${choices.map(quoted).join(' ')}; return`,
)}
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
