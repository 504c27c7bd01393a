/** Kafka's config types (`ConfigDef.Type`) as far as topics and brokers use them. */
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

/** Says what is wrong with a value, or undefined. Values are text, as clients send and read them. */
export type ConfigRule = Readonly<{ type: ConfigType; fault: (value: string) => string | undefined }>

const LONG_MAX = 9_223_372_036_854_775_807n
const INT_MAX = 2_147_483_647n

export const boolean: ConfigRule = {
  type: 'boolean',
  fault: (value) => (/^(true|false)$/i.test(value) ? undefined : 'must be true or false'),
}

const whole = (type: ConfigType, least: bigint, most: bigint): ConfigRule => ({
  type,
  fault: (value) => {
    if (!/^[+-]?\d{1,19}$/.test(value)) return 'must be a whole number'
    const n = BigInt(value)
    return n < least || n > most ? `must be between ${least} and ${most}` : undefined
  },
})
export const int = (least: number): ConfigRule => whole('int', BigInt(least), INT_MAX)
export const intBetween = (least: number, most: number): ConfigRule =>
  whole('int', BigInt(least), BigInt(most))
export const long = (least: number): ConfigRule => whole('long', BigInt(least), LONG_MAX)

export const fraction: ConfigRule = {
  type: 'double',
  fault: (value) => {
    const n = Number(value)
    return value.trim() !== '' && n >= 0 && n <= 1 ? undefined : 'must be between 0 and 1'
  },
}

export const oneOf = (...allowed: readonly string[]): ConfigRule => ({
  type: 'string',
  fault: (value) => (allowed.includes(value) ? undefined : `must be one of ${allowed.join(', ')}`),
})

export const listOf = (...allowed: readonly string[]): ConfigRule => ({
  type: 'list',
  fault: (value) => {
    const parts = value === '' ? [] : value.split(',').map((part) => part.trim())
    const odd = parts.find((part) => !allowed.includes(part))
    return odd === undefined ? undefined : `${JSON.stringify(odd)} is not one of ${allowed.join(', ')}`
  },
})

export const anyList: ConfigRule = { type: 'list', fault: () => undefined }
