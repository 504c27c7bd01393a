import { E } from '#shared/fp'
import { type ConfigFault, misconfigured } from './fault.ts'
import { schema } from './schema.ts'
import type { Source } from './source.ts'
import { didYouMean } from './suggest.ts'
import { yaml } from './yaml.ts'

export type FileSettings = Source & Readonly<{ faults: readonly ConfigFault[] }>

const paths: readonly string[] = Object.values(schema).map(({ path }) => path)
const sections = new Set(
  paths.filter((path) => path.includes('.')).map((path) => path.slice(0, path.indexOf('.'))),
)

/** The settings of kedge.yaml. A key that is unknown or written twice is a fault. */
export const readFileSettings = (name: string, content: string): FileSettings => {
  const parsed = parse(name, content)
  if (E.isLeft(parsed)) return { faults: parsed.left, written: () => undefined }
  const faults: ConfigFault[] = []
  const values = new Map<string, unknown>()
  const visit = (section: string, entries: object): void => {
    for (const [key, value] of Object.entries(entries)) {
      const path = `${section}${key}`
      const fault = (message: string) => faults.push(misconfigured(`${name}: ${path}`, message))
      if (section === '' && sections.has(key)) {
        if (isMap(value)) visit(`${key}.`, value)
        else if (value !== null) fault('expected settings below it')
      } else if (!paths.includes(path)) fault(`no such setting${didYouMean(path, paths)}`)
      else if (value === null) fault('has no value')
      else values.set(path, value)
    }
  }
  visit('', parsed.right)
  return {
    faults,
    written: ({ path }) =>
      values.has(path) ? { label: `${name}: ${path}`, raw: values.get(path) } : undefined,
  }
}

const parse = (name: string, content: string): E.Either<readonly ConfigFault[], object> => {
  const document = yaml().parseDocument(content, { strict: true, uniqueKeys: true, prettyErrors: true })
  const problems = [...document.errors, ...document.warnings].map(
    ({ message }) => message.split('\n')[0] ?? message,
  )
  if (problems.length > 0)
    return E.left(problems.map((problem) => misconfigured(name, problem.replace(/:$/, ''))))
  const value = toValue(() => document.toJS({ maxAliasCount: 10 }))
  if (E.isLeft(value)) return E.left([misconfigured(name, value.left)])
  if (value.right === null) return E.right({})
  return isMap(value.right)
    ? E.right(value.right)
    : E.left([misconfigured(name, 'expected settings, as in `store: memory:`')])
}

/** Aliases are expanded here, and refused by throwing where they would grow without bound. */
const toValue = (expand: () => unknown): E.Either<string, unknown> => E.tryCatch(expand, String)

const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
