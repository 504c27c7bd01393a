import { parseArgs } from 'node:util'
import { type ConfigFault, usage } from './fault.ts'
import { whyNot } from './kafka-names.ts'
import { secretPlaces } from './places.ts'
import { configFile, schema } from './schema.ts'
import { variable } from './setting.ts'
import type { Source } from './source.ts'
import { didYouMean } from './suggest.ts'

export type Flags = Source &
  Readonly<{ faults: readonly ConfigFault[]; help: boolean; version: boolean; config: string | undefined }>

const settings = Object.values(schema)
/** `--num.partitions 3` is `--num-partitions 3`. */
const kafkaFlags = settings.flatMap(({ kafka = [] }) => kafka.map((name) => `--${name}`))
const names: readonly string[] = [
  ...new Set([...settings.map(({ flag }) => flag), ...kafkaFlags, configFile.flag, '--help', '--version']),
]
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
    written: ({ flag, kafka = [] }) => {
      const spelled = flag === null ? [] : [...new Set([flag, ...kafka.map((name) => `--${name}`)])]
      return spelled.filter((label) => given.has(label)).map((label) => ({ label, raw: given.get(label) }))
    },
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
  const secret = secretNamed(name)
  const isValue = secret !== undefined ? next !== undefined : next?.startsWith('-') === false
  const taken = inlineValue !== true && isValue && rawName.startsWith('--') ? 2 : 1
  return withFault(usage(rawName, secret ?? noSuchFlag(name)), args.toSpliced(index, taken))
}

const noSuchFlag = (name: string): string => whyNot(name) ?? `no such flag${didYouMean(`--${name}`, names)}`

/** What is said of `--redis-password hunter2`; its value is not. */
const secretNamed = (name: string): string | undefined => {
  const meant = secretPlaces.find(({ path }) => path.replaceAll('.', '-') === name)
  return meant && `no flag, as everybody on this machine sees flags (ps): set ${variable(meant)}`
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
