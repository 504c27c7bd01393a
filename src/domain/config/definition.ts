import type { ConfigRule } from './rule.ts'

/** A config of a resource, and what it does here. */
export type ConfigDefinition = Readonly<{
  rule: ConfigRule
  /** Null where there is none: unset, or taken from a config that has the same meaning. */
  default: string | null
  /** What it does; for those that do nothing here, what Kafka has it for. */
  documentation: string
  /** Whether Kedge acts by it, or what it shows is true. */
  inForce: boolean
  /** Whether it is set when the broker starts, or while it runs. */
  readOnly: boolean
}>

export type Catalogue = ReadonlyMap<string, ConfigDefinition>

/** A catalogue's entry: name, rule, default, documentation. */
type Entry = readonly [name: string, ConfigDefinition]
type Define = (name: string, rule: ConfigRule, otherwise: string | null, documentation: string) => Entry

const defining =
  (inForce: boolean, readOnly: boolean): Define =>
  (name, rule, otherwise, documentation) => [
    name,
    { rule, default: otherwise, documentation, inForce, readOnly },
  ]

/** Set when the broker starts, and true. */
export const told = defining(true, true)
/** Read-only, and of no meaning here. */
export const shown = defining(false, true)
/** May be set while the broker runs; kept and shown, without effect. */
export const kept = defining(false, false)
