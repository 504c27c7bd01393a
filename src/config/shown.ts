import type { Configuration } from '#config'
import type { Value } from './described.ts'
import { schema, secrets } from './schema.ts'
import { fileOf, MASK } from './secret.ts'
import type { Setting } from './setting.ts'
import { withoutPassword } from './store.ts'

/** A setting as it may be shown: nothing of it is secret. */
export type Shown = Readonly<{
  path: string
  value: unknown
  /** Where it was written, or that it was not. */
  source: string
  /** Whether the value only says what it would be: written so in kedge.yaml, it would not mean the same. */
  isInWords: boolean
}>

export const shownSettings = (
  { settings, origins }: Configuration,
  withDefaults: boolean,
): readonly Shown[] => {
  const set = (path: string, type: Value<unknown>): readonly Shown[] => {
    const origin = origins.get(path)
    if (origin === undefined) return []
    return [{ path, value: masked(origin.raw, type), source: origin.label, isInWords: false }]
  }
  const hasNamedListeners = origins.has(schema.listeners.path)
  const byDefault = (name: string, of: Setting<unknown>): readonly Shown[] => {
    if (!withDefaults) return []
    const decided: unknown = Object.entries(settings).find(([each]) => each === name)?.[1]
    const isPlain = ['string', 'number', 'boolean'].includes(typeof decided)
    const isDerived = of.fallback === undefined || (hasNamedListeners && of.path === schema.port.path)
    const value = isPlain ? decided : unquoted(of.otherwise, of.type)
    return [
      {
        path: of.path,
        value,
        source: isDerived && isPlain ? `default: ${of.otherwise}` : 'default',
        isInWords: isDerived,
      },
    ]
  }
  return [
    ...Object.entries<Setting<unknown>>(schema).flatMap(([name, of]) => {
      const written = set(of.path, of.type)
      return written.length > 0 ? written : byDefault(name, of)
    }),
    ...Object.values(secrets).flatMap((of) => {
      const origin = origins.get(of.path)
      if (origin === undefined) return []
      const isFile = origin.path === fileOf(of).path
      return [
        { path: origin.path, value: isFile ? origin.raw : MASK, source: origin.label, isInWords: false },
      ]
    }),
  ]
}

const masked = (raw: unknown, type: Value<unknown>): unknown =>
  typeof raw === 'string' ? unquoted(withoutPassword(raw), type) : raw

/** Flags and variables are text: a number of theirs is written as one, where it is one. */
const unquoted = (text: string, { json }: Value<unknown>): unknown => {
  const types = [json['type']].flat()
  if (types.includes('integer') && /^(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text)
  return types.includes('boolean') && /^(?:true|false)$/.test(text) ? text === 'true' : text
}
