import { parsed, type t } from '#shared/codec'
import { E } from '#shared/fp'

// What a setting's value may look like. Flags and variables bring text, kedge.yaml brings numbers and booleans too.

export const integer = (min: number, max: number): t.Type<number, number, unknown> =>
  parsed(`${min} to ${max}`, (raw) => within(min, max, `a whole number from ${min} to ${max}`, number(raw)))

/** Milliseconds, or text with a unit: `500ms`, `30s`, `10m`, `1h`. */
export const duration = (min: number, max: number): t.Type<number, number, unknown> =>
  parsed('duration', (raw) =>
    within(
      min,
      max,
      `milliseconds, or text like 30s or 10m, from ${min} to ${max} ms`,
      measured(raw, durations),
    ),
  )

/** Bytes, or text with a unit: `512KiB`, `16MiB`. */
export const size = (min: number, max: number): t.Type<number, number, unknown> =>
  parsed('size', (raw) =>
    within(
      min,
      max,
      `bytes, or text like 512KiB or 16MiB, from ${min} to ${max} bytes`,
      measured(raw, sizes),
    ),
  )

export const boolean: t.Type<boolean, boolean, unknown> = parsed('boolean', (raw) => {
  const text = typeof raw === 'string' ? raw.toLowerCase() : String(raw)
  return text === 'true' || text === 'false' ? E.right(text === 'true') : E.left('expected true or false')
})

export const oneOf = <A extends string>(...allowed: readonly A[]): t.Type<A, A, unknown> =>
  parsed(allowed.join(' | '), (raw) => {
    const found = allowed.find((name) => name === raw)
    return found === undefined ? E.left(`expected ${allowed.join(', ')}`) : E.right(found)
  })

export const matching = (pattern: RegExp, expected: string): t.Type<string, string, unknown> =>
  parsed(expected, (raw) => {
    const text = typeof raw === 'number' ? String(raw) : raw
    return typeof text === 'string' && pattern.test(text) ? E.right(text) : E.left(`expected ${expected}`)
  })

export const host = matching(
  /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])?$|^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/,
  'a host name or an IP address',
)

const durations: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const sizes: Readonly<Record<string, number>> = { '': 1, b: 1, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 }

const within = (
  min: number,
  max: number,
  expected: string,
  value: number | undefined,
): E.Either<string, number> =>
  value === undefined || value < min || value > max ? E.left(`expected ${expected}`) : E.right(value)

const number = (raw: unknown): number | undefined => {
  const value = typeof raw === 'string' && /^-?\d+$/.test(raw) ? Number(raw) : raw
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

const measured = (raw: unknown, units: Readonly<Record<string, number>>): number | undefined => {
  if (typeof raw !== 'string') return number(raw)
  const [, digits, unit = ''] = /^(\d+)\s*([A-Za-z]*)$/.exec(raw) ?? []
  const factor = units[unit.toLowerCase()]
  return digits === undefined || factor === undefined ? undefined : number(Number(digits) * factor)
}
