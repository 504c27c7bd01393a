import type { t } from '#shared/codec'

/** Everything that flags, variables, kedge.yaml, `--help` and docs/configuration.md know about one setting. */
export type Setting<A> = Readonly<{
  /** `server.port` in kedge.yaml is KEDGE_SERVER_PORT in the environment. */
  path: string
  flag: string
  /** What follows the flag; null for a switch. */
  value: string | null
  type: t.Decoder<unknown, A>
  fallback: A
  /** The default in words. */
  otherwise: string
  about: string
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
