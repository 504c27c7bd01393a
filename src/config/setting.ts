import type { Value } from './described.ts'

/** Everything that flags, variables, kedge.yaml, `--help` and the generated documents know about one setting. */
export type Setting<A> = Readonly<{
  /** `server.port` in kedge.yaml is KEDGE_SERVER_PORT in the environment. */
  path: string
  flag: string
  /** What follows the flag; null for a switch. */
  value: string | null
  type: Value<A>
  fallback: A
  /** The default in words. */
  otherwise: string
  about: string
  /** What Kafka's server.properties calls it: taken in the file and as a flag, too. */
  kafka?: readonly string[]
  /** Variables that manifests of this kind of broker have for it: taken, with a warning. */
  formerly?: readonly string[]
  /** A value to show where there is no default. */
  example?: string
  /** Excludes others, so that the example file can only mention it. */
  isAlternative?: true
}>

/** Of a setting, what says where it is written. A secret has no flag, since who lists processes would see it. */
export type Place = Readonly<{
  path: string
  flag: string | null
  kafka?: readonly string[]
  formerly?: readonly string[]
}>

type Facts<A> = Omit<Setting<A>, 'fallback' | 'otherwise'>

export const setting = <A>(
  facts: Facts<A>,
  fallback: NoInfer<A>,
  otherwise = String(fallback),
): Setting<A> => ({
  ...facts,
  fallback,
  otherwise,
})

/** A setting whose default follows from the others. */
export const derived = <A>(facts: Facts<A>, otherwise: string): Setting<A | undefined> => ({
  ...facts,
  fallback: undefined,
  otherwise,
})

export const variable = (of: { readonly path: string }): string =>
  `KEDGE_${of.path.replaceAll(/[.-]/g, '_').toUpperCase()}`
