import { places } from './places.ts'
import { configFile } from './schema.ts'
import { type Place, variable } from './setting.ts'
import type { Source } from './source.ts'
import { didYouMean } from './suggest.ts'

export type Environment = Readonly<Record<string, string | undefined>>
export type Variables = Source & Readonly<{ warnings: readonly string[]; config: string | undefined }>

/** What a variable is called now, by every name that is taken. */
const names: ReadonlyMap<string, string> = new Map([
  [configFile.variable, configFile.variable],
  ...places.flatMap((of) =>
    [variable(of), ...(of.formerly ?? [])].map((name) => [name, variable(of)] as const),
  ),
])
const current: readonly string[] = [...new Set(names.values())]

/** Manifests of this kind of broker have another prefix. */
const FORMER_PREFIX = 'KORVET_'
const currentPrefix = (name: string): string =>
  name.startsWith(FORMER_PREFIX) ? `KEDGE_${name.slice(FORMER_PREFIX.length)}` : name

/** The KEDGE_ variables. An empty one is not set; an unknown one is no fault, since others may have put it there. */
export const readEnvironment = (env: Environment): Variables => {
  const given = (label: string) => {
    const raw = text(env[label])
    return raw === undefined || isServiceLink(raw) ? [] : [{ label, raw }]
  }
  const spelled = (name: string) => [name, name.replace(/^KEDGE_/, FORMER_PREFIX)]
  return {
    warnings: Object.entries(env).flatMap(([name, value]) => doubts(name, value ?? '')),
    config: spelled(configFile.variable).flatMap(given)[0]?.raw,
    written: (of: Place) => [variable(of), ...(of.formerly ?? [])].flatMap(spelled).flatMap(given),
  }
}

/** Of the other commands, which ask a broker rather than being one. */
const CLIENT_VARIABLES: readonly string[] = ['KEDGE_BOOTSTRAP']

const text = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

const doubts = (name: string, value: string): readonly string[] => {
  const asNow = currentPrefix(name)
  if (!asNow.startsWith('KEDGE_') || asNow.startsWith('KEDGE_TEST_') || value === '') return []
  if (CLIENT_VARIABLES.includes(asNow)) return []
  const called = names.get(asNow)
  if (called === undefined)
    return isInjected(asNow, value) ? [] : [`${name}: no such setting${didYouMean(asNow, current)}`]
  if (isServiceLink(value)) return [`${name}: ignored, it is the address that Kubernetes gives of a service`]
  return name === called ? [] : [`${name}: is called ${called} here`]
}

/** Kubernetes tells every pod of a service `kedge-server` that KEDGE_SERVER_PORT is `tcp://10.0.0.1:9092`. */
const isServiceLink = (value: string): boolean => /^(?:tcp|udp|sctp):\/\/\S+:\d+$/.test(value)

const isInjected = (name: string, value: string): boolean =>
  isServiceLink(value) || /_SERVICE_(?:HOST|PORT)(?:_|$)|_PORT_\d+_(?:TCP|UDP|SCTP)/.test(name)
