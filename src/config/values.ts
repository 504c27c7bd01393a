import { parsed } from '#shared/codec'
import { E } from '#shared/fp'
import { described, type Value } from './described.ts'

// What a setting's value may look like. Flags and variables bring text, kedge.yaml brings numbers and booleans too.

export const integer = (min: number, max: number): Value<number> =>
  described(
    parsed(`${min} to ${max}`, (raw) =>
      within(min, max, `a whole number from ${min} to ${max}`, number(raw)),
    ),
    { type: ['integer', 'string'], minimum: min, maximum: max, pattern: '^-?[0-9]+$' },
  )

/** Milliseconds, or text with a unit: `500ms`, `30s`, `10m`, `1h`, `7d`; also as ISO 8601 has it, `PT30S`, `P1DT12H`. */
export const duration = (min: number, max: number): Value<number> =>
  described(
    parsed('duration', (raw) =>
      within(
        min,
        max,
        `milliseconds, or text like 30s or 10m, from ${min} to ${max} ms`,
        iso(raw) ?? measured(raw, durations),
      ),
    ),
    measure(min, max, '[mM]?[sS]|[mMhHdD]', isoForm),
  )

/** Bytes, or text with a unit: `512KiB`, `16MiB`. */
export const size = (min: number, max: number): Value<number> =>
  described(
    parsed('size', (raw) =>
      within(
        min,
        max,
        `bytes, or text like 512KiB or 16MiB, from ${min} to ${max} bytes`,
        measured(raw, sizes),
      ),
    ),
    measure(min, max, '[bB]|[kKmMgG][iI][bB]'),
  )

const measure = (minimum: number, maximum: number, units: string, otherForm?: RegExp) => ({
  type: ['integer', 'string'],
  minimum,
  maximum,
  pattern: `${minimum < 0 ? '^-1$|' : ''}^[0-9]+\\s*(${units})?$${otherForm === undefined ? '' : `|${otherForm.source}`}`,
})

export const boolean: Value<boolean> = described(
  parsed('boolean', (raw) => {
    const text = typeof raw === 'string' ? raw.toLowerCase() : String(raw)
    return text === 'true' || text === 'false' ? E.right(text === 'true') : E.left('expected true or false')
  }),
  { type: ['boolean', 'string'], pattern: '^([tT][rR][uU][eE]|[fF][aA][lL][sS][eE])$' },
)

/** One of these words, however it is capitalized. */
export const oneOf = <A extends string>(...allowed: readonly A[]): Value<A> =>
  described(
    parsed(allowed.join(' | '), (raw) => {
      const found = allowed.find(
        (name) => typeof raw === 'string' && name.toLowerCase() === raw.toLowerCase(),
      )
      return found === undefined ? E.left(`expected ${allowed.join(', ')}`) : E.right(found)
    }),
    { anyOf: [{ enum: allowed }, { type: 'string', pattern: `^(${allowed.map(anyCase).join('|')})$` }] },
  )

/** Text of a form that a number without a sign has, too: kedge.yaml may hold one. */
export const matching = (pattern: RegExp, expected: string): Value<string> =>
  described(
    parsed(expected, (raw) => {
      const text = typeof raw === 'number' && Number.isSafeInteger(raw) && raw >= 0 ? String(raw) : raw
      return typeof text === 'string' && pattern.test(text) ? E.right(text) : E.left(`expected ${expected}`)
    }),
    { type: ['string', 'integer'], minimum: 0, maximum: Number.MAX_SAFE_INTEGER, pattern: pattern.source },
  )

const hostForm = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])?$|^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/

export const host = matching(hostForm, 'a host name or an IP address')
export const isHost = (text: string): boolean => hostForm.test(text)

/** For JSON Schema, whose patterns know no flags. */
const anyCase = (word: string): string =>
  word.replaceAll(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`)

const isoForm =
  /^[pP](?=[0-9tT])(?:([0-9]+)[dD])?(?:[tT](?=[0-9])(?:([0-9]+)[hH])?(?:([0-9]+)[mM])?(?:([0-9]+)(?:\.([0-9]{1,3}))?[sS])?)?$/

const iso = (raw: unknown): number | undefined => {
  const found = typeof raw === 'string' ? isoForm.exec(raw) : null
  if (found === null) return undefined
  const [, days = 0, hours = 0, minutes = 0, seconds = 0, fraction = ''] = found
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
  return number(whole * 1_000 + Number(fraction.padEnd(3, '0')))
}

const durations: Readonly<Record<string, number>> = {
  '': 1,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}
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
  if (typeof raw !== 'string' || raw === '-1') return number(raw)
  const [, digits, unit = ''] = /^(\d+)\s*([A-Za-z]*)$/.exec(raw) ?? []
  const factor = units[unit.toLowerCase()]
  return digits === undefined || factor === undefined ? undefined : number(Number(digits) * factor)
}
