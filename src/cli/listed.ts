import { type Arguments, type CommandSpec, type Example, type Flag, type Flags, flagName } from './spec.ts'

/** A command as help, completion and docs/cli.md see it: no values, only words. */
export type Listed = Readonly<{
  /** `topics create`. */
  path: string
  about: string
  details: string | null
  args: readonly ListedArgument[]
  flags: readonly ListedFlag[]
  examples: readonly Example[]
}>

export type ListedArgument = Readonly<{
  name: string
  about: string
  isOptional: boolean
  choices: readonly string[]
}>

export type ListedFlag = Readonly<{
  name: string
  value: string | null
  about: string
  /** Its variable and default, in words. */
  note: string | null
  choices: readonly string[]
}>

export const listed = (spec: CommandSpec): Listed => ({
  path: spec.path,
  about: spec.about,
  details: spec.details ?? null,
  args: argumentsOf(spec.args),
  flags: flagsOf(spec.flags),
  examples: spec.examples,
})

/** `kedge topics create TOPIC... [flags]`. */
export const usageOf = ({ path, args, flags }: Listed): string =>
  [
    `kedge ${path}`,
    ...args.map(({ name, isOptional }) => (isOptional ? `[${name}]` : name)),
    ...(flags.length > 0 ? ['[flags]'] : []),
  ].join(' ')

const argumentsOf = (args: Arguments): readonly ListedArgument[] =>
  Object.values(args).map(({ name, about, least, choices }) => ({
    name,
    about,
    isOptional: least === 0,
    choices,
  }))

const flagsOf = (flags: Flags): readonly ListedFlag[] =>
  Object.entries(flags).map(([key, flag]) => ({
    name: flagName(key),
    value: flag.value,
    about: flag.about,
    note: noteOf(flag),
    choices: flag.choices,
  }))

const noteOf = ({ variable, otherwise }: Flag<unknown>): string | null => {
  const parts = [
    ...(variable === null ? [] : [variable]),
    ...(otherwise === null ? [] : [`default ${otherwise}`]),
  ]
  return parts.length === 0 ? null : parts.join('; ')
}
