import { type Node, paths } from './tree.ts'

// What the scripts of bash and zsh share: quoting, and the branches of their `case`s.

export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** For each path that the words so far can make: that this is where we are. */
export const pathCases = (tree: readonly Node[]): string =>
  paths(tree)
    .map((path) => `      ${quoted(path)}) at=${quoted(path)} ;;`)
    .join('\n')

/** For each flag that takes a value, by its place: what completes that. */
export const valueCases = (tree: readonly Node[], complete: (choices: readonly string[]) => string): string =>
  tree
    .flatMap(({ at, flags }) =>
      flags
        .filter(({ value }) => value !== null)
        .map(({ name, choices }) => `    ${quoted(`${at}:${name}`)}) ${complete(choices)} ;;`),
    )
    .join('\n')
