const LONGEST = 8_000
const DEEPEST = 5

type Shown = Readonly<{
  type: string
  message: string
  stack?: string
  code?: string | number
  cause?: unknown
}>

/**
 * What a line says of an error. Not the rest of what hangs on it: libraries put there what they were doing, for example
 * the arguments of an AUTH.
 */
export const shownError = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error))
    return typeof error === 'object' ? Object.prototype.toString.call(error) : error
  const { name, message, stack, cause } = error
  const shown: Shown = {
    type: name,
    message: clipped(message),
    ...(stack === undefined ? {} : { stack: clipped(stack) }),
    ...codeOf(error),
  }
  return cause === undefined || depth >= DEEPEST ? shown : { ...shown, cause: shownError(cause, depth + 1) }
}

const codeOf = (error: Error): { code?: string | number } =>
  'code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
    ? { code: error.code }
    : {}

const clipped = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
