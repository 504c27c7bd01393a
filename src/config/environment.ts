import { configFile, schema } from './schema.ts'
import { variable } from './setting.ts'
import type { Source } from './source.ts'
import { didYouMean } from './suggest.ts'

export type Environment = Readonly<Record<string, string | undefined>>
export type Variables = Source & Readonly<{ warnings: readonly string[]; config: string | undefined }>

const names: readonly string[] = [...Object.values(schema).map(variable), configFile.variable]

/** The KEDGE_ variables. An empty one is not set; an unknown one is no fault, since others may have put it there. */
export const readEnvironment = (env: Environment): Variables => ({
  warnings: Object.entries(env).flatMap(([name, value]) => doubts(name, value ?? '')),
  config: text(env[configFile.variable]),
  written: (of) => {
    const label = variable(of)
    const raw = text(env[label])
    return raw === undefined || isServiceLink(raw) ? undefined : { label, raw }
  },
})

/** Of the other commands, which ask a broker rather than being one. */
const CLIENT_VARIABLES: readonly string[] = ['KEDGE_BOOTSTRAP']

const text = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

const doubts = (name: string, value: string): readonly string[] => {
  if (!name.startsWith('KEDGE_') || name.startsWith('KEDGE_TEST_') || value === '') return []
  if (CLIENT_VARIABLES.includes(name)) return []
  if (names.includes(name))
    return isServiceLink(value)
      ? [`${name}: ignored, it is the address that Kubernetes gives of a service`]
      : []
  return isInjected(name, value) ? [] : [`${name}: no such setting${didYouMean(name, names)}`]
}

/** Kubernetes tells every pod of a service `kedge-server` that KEDGE_SERVER_PORT is `tcp://10.0.0.1:9092`. */
const isServiceLink = (value: string): boolean => /^(?:tcp|udp|sctp):\/\/\S+:\d+$/.test(value)

const isInjected = (name: string, value: string): boolean =>
  isServiceLink(value) || /_SERVICE_(?:HOST|PORT)(?:_|$)|_PORT_\d+_(?:TCP|UDP|SCTP)/.test(name)
