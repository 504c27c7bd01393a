import { parseArgs } from 'node:util'
import type { Environment } from '#config/environment'
import { type ConfigFault, usage } from '#config/fault'
import { didYouMean } from '#config/suggest'
import { E } from '#shared/fp'
import { type CommandSpec, type Flag, type Flags, flagName, type Given } from './spec.ts'

/** What follows a command's name, read as its table says: the values, or everything that is wrong. */
export const parse = <C extends CommandSpec>(
  spec: C,
  argv: readonly string[],
  env: Environment,
): E.Either<readonly ConfigFault[], Given<C>> => {
  const { given, positionals, faults } = tokensOf(spec.flags, argv)
  const flags: Record<string, unknown> = {}
  for (const [key, flag] of Object.entries(spec.flags)) {
    const name = flagName(key)
    const { raws, source } = written(flag, name, given.get(name) ?? [], env)
    const value = flag.read(raws)
    if (E.isLeft(value)) faults.push(usage(source, value.left))
    else flags[key] = value.right
  }
  const args: Record<string, unknown> = {}
  const rest = [...positionals]
  for (const [key, argument] of Object.entries(spec.args)) {
    const taken = rest.splice(0, argument.most)
    if (taken.length < argument.least) faults.push(usage(argument.name, `is missing: ${argument.about}`))
    if (taken.includes('')) faults.push(usage(argument.name, 'may not be empty'))
    const stray =
      argument.choices.length > 0 ? taken.find((raw) => !argument.choices.includes(raw)) : undefined
    if (stray !== undefined)
      faults.push(
        usage(stray, `expected ${argument.choices.join(', ')}${didYouMean(stray, argument.choices)}`),
      )
    args[key] = argument.read(taken)
  }
  for (const stray of rest)
    faults.push(usage(stray, `not expected: kedge ${spec.path} takes no more arguments`))
  return faults.length > 0 ? E.left(faults) : E.right(valuesOf<C>({ args, flags }))
}

/** Whether help was asked for, whatever else is wrong. */
export const wantsHelp = (argv: readonly string[]): boolean => {
  const end = argv.indexOf('--')
  return (end === -1 ? argv : argv.slice(0, end)).some((word) => word === '--help' || word === '-h')
}

type Tokens = Readonly<{
  given: ReadonlyMap<string, readonly string[]>
  positionals: readonly string[]
  faults: ConfigFault[]
}>

const tokensOf = (flags: Flags, argv: readonly string[]): Tokens => {
  const known = new Map(Object.entries(flags).map(([key, flag]) => [flagName(key), flag]))
  const options = Object.fromEntries(
    [...known].map(([name, flag]) => [
      name.slice(2),
      { type: flag.value === null ? ('boolean' as const) : ('string' as const), multiple: true },
    ]),
  )
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true })
  const faults: ConfigFault[] = []
  const given = new Map<string, string[]>()
  const positionals: string[] = []
  // An unknown flag goes together with what looks like its value, which is no fault of its own.
  let swallowed = -1
  for (const token of tokens) {
    if (token.kind === 'positional' && token.index !== swallowed) positionals.push(token.value)
    if (token.kind !== 'option') continue
    const name = `--${token.name}`
    const flag = known.get(name)
    if (flag === undefined) {
      faults.push(usage(token.rawName, `no such flag${didYouMean(name, [...known.keys(), '--help'])}`))
      if (token.value === undefined) swallowed = token.index + 1
    } else if (flag.value === null) {
      if (token.value === undefined) given.set(name, ['true'])
      else faults.push(usage(name, 'takes no value'))
    } else if (token.value === undefined || (token.inlineValue === false && known.has(token.value)))
      faults.push(usage(name, 'needs a value'))
    else given.set(name, [...(given.get(name) ?? []), token.value])
  }
  return { given, positionals, faults }
}

const written = (flag: Flag<unknown>, name: string, given: readonly string[], env: Environment) => {
  const variable = flag.variable === null ? undefined : env[flag.variable]
  return given.length > 0 || variable === undefined || variable === ''
    ? { raws: given, source: name }
    : { raws: [variable], source: flag.variable ?? name }
}

/** The table says which flag has which value; the loop above has read each by its own entry. */
const valuesOf = <C extends CommandSpec>(values: { args: object; flags: object }): Given<C> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  values as Given<C>
