import { type Node, paths } from './tree.ts'

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

export const fish = (
  tree: readonly Node[],
): string => `# fish completion of kedge: kedge completion fish > ~/.config/fish/completions/kedge.fish
function __kedge_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch (string trim -- "$at $word")
            case ${paths(tree).map(quoted).join(' ')}
                set at (string trim -- "$at $word")
            case '*'
                break
        end
    end
    test "$at" = "$argv[1]"
end
complete -c kedge -f
${tree
  .flatMap(({ at, words, flags }) => {
    const here = `complete -c kedge -n ${quoted(`__kedge_at ${quoted(at)}`)}`
    return [
      ...words.map(
        ({ word, about }) => `${here} -a ${quoted(word)}${about === '' ? '' : ` -d ${quoted(about)}`}`,
      ),
      ...flags.map(({ name, value, about, choices }) => {
        const takes =
          value === null ? '' : choices.length === 0 ? ' -r' : ` -x -a ${quoted(choices.join(' '))}`
        return `${here} -l ${name.slice(2)}${takes} -d ${quoted(about)}`
      }),
    ]
  })
  .join('\n')}
`
