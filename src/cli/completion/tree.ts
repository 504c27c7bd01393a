import type { Listed, ListedFlag } from '../listed.ts'

/** A place on a command line (`` or `topics` or `topics create`), and what can follow it. */
export type Node = Readonly<{
  at: string
  words: readonly Readonly<{ word: string; about: string }>[]
  flags: readonly ListedFlag[]
}>

const help: ListedFlag = {
  name: '--help',
  value: null,
  about: 'What it does, with examples.',
  note: null,
  choices: [],
}
const version: ListedFlag = { ...help, name: '--version', about: 'The version.' }

/** Every place there is, from the table of commands. */
export const treeOf = (commands: readonly Listed[]): readonly Node[] => {
  const firsts = new Map<string, string>()
  const groups = new Map<string, Listed[]>()
  for (const each of commands) {
    const [first = '', second] = each.path.split(' ')
    if (second === undefined) firsts.set(first, each.about)
    else groups.set(first, [...(groups.get(first) ?? []), each])
  }
  for (const [group, members] of groups)
    firsts.set(group, `${members.map(({ path }) => path.slice(group.length + 1)).join(', ')}.`)
  const words = [...firsts].map(([word, about]) => ({ word, about }))
  return [
    { at: '', words: [...words, { word: 'help', about: help.about }], flags: [help, version] },
    { at: 'help', words, flags: [] },
    ...[...groups].flatMap(([group, members]) => {
      const inside = members.map(({ path, about }) => ({ word: path.slice(group.length + 1), about }))
      return [
        { at: group, words: inside, flags: [help] },
        { at: `help ${group}`, words: inside, flags: [] },
      ]
    }),
    ...commands.map(({ path, args, flags }) => ({
      at: path,
      words: args.flatMap(({ choices }) => choices.map((word) => ({ word, about: '' }))),
      flags: [...flags, help],
    })),
  ]
}

/** The paths that a word can lead to: what a script walks along. */
export const paths = (tree: readonly Node[]): readonly string[] =>
  tree.map(({ at }) => at).filter((at) => at !== '')
