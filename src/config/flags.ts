import { parseArgs } from 'node:util'
import { type ConfigFault, usage } from './fault.ts'
import { configFile, schema } from './schema.ts'
import type { Source } from './source.ts'
import { didYouMean } from './suggest.ts'

export type Flags = Source &
  Readonly<{ faults: readonly ConfigFault[]; help: boolean; version: boolean; config: string | undefined }>

const settings = Object.values(schema)
const names: readonly string[] = [...settings.map(({ flag }) => flag), configFile.flag, '--help', '--version']
const switches = new Set([
  '--help',
  '--version',
  ...settings.filter(({ value }) => value === null).map(({ flag }) => flag),
])

/** The flags after the command; the last one wins where a flag is repeated. */
export const readFlags = (args: readonly string[]): Flags => {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  const hungry = tokens.find((token) => token.kind === 'option' && lacksValue(token))
  if (hungry?.kind === 'option')
    return withFault(usage(hungry.rawName, 'needs a value'), args.toSpliced(hungry.index, 1))
  const stray = tokens.find((token) => token.kind === 'option' && !names.includes(`--${token.name}`))
  if (stray?.kind === 'option') return withoutStray(stray, args)
  const faults: ConfigFault[] = []
  const given = new Map<string, string>()
  for (const token of tokens) {
    if (token.kind === 'positional') faults.push(usage(token.value, 'not a flag; flags begin with --'))
    if (token.kind === 'option') given.set(`--${token.name}`, token.value ?? 'true')
  }
  return {
    faults,
    help: given.has('--help'),
    version: given.has('--version'),
    config: given.get(configFile.flag),
    written: ({ flag }) => (given.has(flag) ? { label: flag, raw: given.get(flag) } : undefined),
  }
}

type Option = Readonly<{
  name: string
  rawName: string
  index: number
  value?: string | undefined
  inlineValue?: boolean | undefined
}>

const withFault = (fault: ConfigFault, rest: readonly string[]): Flags => {
  const flags = readFlags(rest)
  return { ...flags, faults: [fault, ...flags.faults] }
}

/** parseArgs takes `--port --host` as the port "--host". */
const lacksValue = ({ name, value, inlineValue }: Option): boolean =>
  names.includes(`--${name}`) &&
  !switches.has(`--${name}`) &&
  (value === undefined || (inlineValue === false && isFlag(value)))

/** An unknown flag goes together with what looks like its value, which is no fault of its own. */
const withoutStray = ({ name, rawName, index, inlineValue }: Option, args: readonly string[]): Flags => {
  const next = args[index + 1]
  const taken =
    inlineValue !== true && next !== undefined && !next.startsWith('-') && rawName.startsWith('--') ? 2 : 1
  return withFault(
    usage(rawName, `no such flag${didYouMean(`--${name}`, names)}`),
    args.toSpliced(index, taken),
  )
}

const isFlag = (text: string): boolean => names.includes(text.split('=')[0] ?? '')

const short: Readonly<Record<string, string>> = { '--help': 'h', '--version': 'V' }

const options = Object.fromEntries(
  names.map((name) => [
    name.slice(2),
    { type: switches.has(name) ? ('boolean' as const) : ('string' as const), ...alias(short[name]) },
  ]),
)

function alias(letter: string | undefined): { short?: string } {
  return letter === undefined ? {} : { short: letter }
}
