import { E } from '#shared/fp'

/** Kafka's config types (`ConfigDef.Type`). */
export type ConfigType =
  | 'boolean'
  | 'string'
  | 'int'
  | 'short'
  | 'long'
  | 'double'
  | 'list'
  | 'class'
  | 'password'

/** What a config may be. Values are text, as clients send and read them. */
export type ConfigRule = Readonly<{
  type: ConfigType
  /** The value as it is kept and shown (Kafka parses and prints it), or what is wrong with it, in Kafka's words. */
  parse: (value: string) => E.Either<string, string>
  /** What `parse` takes, for the documentation; empty where any value of the type will do. */
  range: string
}>

export const boolean: ConfigRule = {
  type: 'boolean',
  range: '',
  parse: (value) => {
    const told = value.trim().toLowerCase()
    return told === 'true' || told === 'false'
      ? E.right(told)
      : E.left('Expected value to be either true or false')
  },
}

const limits = {
  short: [-32_768n, 32_767n],
  int: [-2_147_483_648n, 2_147_483_647n],
  long: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
} as const

const whole = (type: keyof typeof limits, least?: number, most?: number): ConfigRule => ({
  type,
  range: rangeOf(least, most),
  parse: (value) => {
    const digits = value.trim()
    const [min, max] = limits[type]
    if (!/^[+-]?\d{1,30}$/.test(digits)) return E.left(`Not a number of type ${type.toUpperCase()}`)
    const n = BigInt(digits.replace('+', ''))
    if (n < min || n > max) return E.left(`Not a number of type ${type.toUpperCase()}`)
    return within(n, least, most) ?? E.right(`${n}`)
  },
})
export const int = (least?: number, most?: number): ConfigRule => whole('int', least, most)
export const short = (least?: number, most?: number): ConfigRule => whole('short', least, most)
export const long = (least?: number, most?: number): ConfigRule => whole('long', least, most)

export const double = (least?: number, most?: number): ConfigRule => ({
  type: 'double',
  range: rangeOf(least, most),
  parse: (value) => {
    const digits = value.trim()
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(digits))
      return E.left('Not a number of type DOUBLE')
    const n = Number(digits)
    // As Java prints the largest and smallest.
    return within(n, least, most) ?? E.right(`${n}`.replace('e+', 'E').replace('e', 'E'))
  },
})

const rangeOf = (least?: number, most?: number): string =>
  least === undefined ? '' : most === undefined ? `at least ${least}` : `${least} to ${most}`

const within = (n: bigint | number, least?: number, most?: number): E.Either<string, never> | undefined => {
  if (least !== undefined && n < least) return E.left(`Value must be at least ${least}`)
  if (most !== undefined && n > most) return E.left(`Value must be no more than ${most}`)
  return undefined
}

/** -1 is the library's own choice. */
export const gzipLevel: ConfigRule = {
  ...int(),
  range: '1 to 9, or -1',
  parse: (value) => {
    const level = int().parse(value)
    if (E.isLeft(level) || level.right === '-1' || /^[1-9]$/.test(level.right)) return level
    return E.left('Value must be between 1 and 9 or equal to -1')
  },
}

const text = (type: 'string' | 'class' | 'password'): ConfigRule => ({
  type,
  range: '',
  parse: (value) => E.right(value.trim()),
})
export const string = text('string')
export const className = text('class')
export const password = text('password')

export const oneOf = (...allowed: readonly string[]): ConfigRule => ({
  type: 'string',
  range: allowed.join(', '),
  parse: (value) => {
    const told = value.trim()
    return allowed.includes(told) ? E.right(told) : E.left(`String must be one of: ${allowed.join(', ')}`)
  },
})

/** A string of a form that `valid` describes. */
export const shaped = (form: RegExp, valid: string): ConfigRule => ({
  type: 'string',
  range: valid,
  parse: (value) => {
    const told = value.trim()
    return form.test(told) ? E.right(told) : E.left(`String must be ${valid}`)
  },
})

/** A list of anything, told once each, and never of nothing (KIP-1161). */
export const list: ConfigRule = {
  type: 'list',
  range: '',
  parse: (value) => {
    const items = itemsOf(value)
    return items.includes('') ? E.left('values must not be empty.') : E.right([...new Set(items)].join(','))
  },
}

export const listOf = (...allowed: readonly string[]): ConfigRule => ({
  type: 'list',
  range: `any of ${allowed.join(', ')}`,
  parse: (value) => {
    const items = list.parse(value)
    if (E.isLeft(items)) return items
    return itemsOf(items.right).every((item) => allowed.includes(item))
      ? items
      : E.left(`String must be one of: ${allowed.join(', ')}`)
  },
})

/** Which replicas of a topic are throttled (KIP-73). */
export const throttledReplicas: ConfigRule = {
  type: 'list',
  range: '* or partition:broker,...',
  parse: (value) => {
    const items = list.parse(value)
    if (E.isLeft(items) || items.right === '*') return items
    return itemsOf(items.right).every((item) => /^\d+:\d+$/.test(item))
      ? items
      : E.left("must be the literal '*' or a list of partitionId:brokerId")
  },
}

/** The items of a list as clients write it; none of the empty text. */
export const itemsOf = (value: string): readonly string[] =>
  value.trim() === '' ? [] : value.split(',').map((item) => item.trim())
