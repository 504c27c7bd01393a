/** One JSON line as one line for people: `04:01:19.123 WARN store is gone  attempt=3`. */
export const pretty = (line: string): string => {
  const { level, time, msg, ...facts } = entries(line)
  const { err, error, ...rest } = facts
  const shown = Object.entries(rest).map(([name, value]) => `${name}=${text(value)}`)
  const clock = text(time).slice(11, 23)
  const head = [
    clock,
    text(level).toUpperCase().padEnd(5),
    text(msg),
    ...(shown.length > 0 ? ['', ...shown] : []),
  ]
  return `${[head.join(' '), ...[err, error].flatMap(stack)].join('\n')}\n`
}

const entries = (line: string): Readonly<Record<string, unknown>> => {
  const value: unknown = JSON.parse(line)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

// Control characters would let whoever is quoted in a line write to the terminal.
const text = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).replaceAll(/(?!\n)\p{Cc}/gu, '?')

const stack = (error: unknown): readonly string[] => {
  if (error === undefined) return []
  return typeof error === 'object' && error !== null && 'stack' in error ? [text(error.stack)] : [text(error)]
}
