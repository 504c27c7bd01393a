import { printable } from './printable.ts'

/** One JSON line as one line for people: `04:01:19.123 WARN redis: store is gone  attempt=3`. Only a stack has lines below it. */
export const pretty = (line: string): string => {
  const { level, time, msg, component, err, ...facts } = entries(line)
  const shown = Object.entries(facts).map(([name, value]) => `${printable(name)}=${quoted(text(value))}`)
  const about = component === undefined ? [] : [`${printable(text(component))}:`]
  const head = [
    text(time).slice(11, 23),
    text(level).toUpperCase().padEnd(5),
    ...about,
    printable(text(msg)),
    ...(shown.length > 0 ? ['', ...shown] : []),
  ]
  return `${[head.join(' '), ...stackOf(err)].join('\n')}\n`
}

const entries = (line: string): Readonly<Record<string, unknown>> => {
  const value: unknown = JSON.parse(line)
  return isObject(value) ? { ...value } : {}
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** Where a value could be taken for more than one. */
const quoted = (value: string): string => printable(/[\s"=]/.test(value) ? JSON.stringify(value) : value)

/** Indented, so that no line of it can be taken for one of the log. */
const stackOf = (error: unknown): readonly string[] => {
  if (error === undefined) return []
  if (!isObject(error) || !('stack' in error)) return [`    ${printable(text(error))}`]
  const cause =
    'cause' in error ? stackOf(error.cause).map((line) => line.replace(/^ {4}(?! )/, '    caused by ')) : []
  return [
    ...text(error.stack)
      .split('\n')
      .map((line) => `    ${printable(line)}`),
    ...cause,
  ]
}
