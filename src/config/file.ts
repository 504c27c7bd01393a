import { E } from '#shared/fp'
import { type ConfigFault, misconfigured } from './fault.ts'
import { defaultsOfTopics, whyNot } from './kafka-names.ts'
import { keys } from './places.ts'
import type { Source, Written } from './source.ts'
import { didYouMean } from './suggest.ts'
import { yaml } from './yaml.ts'
import { tooManyAliases, yamlFaults } from './yaml-faults.ts'

export type FileSettings = Source & Readonly<{ faults: readonly ConfigFault[] }>

const known: ReadonlySet<string> = new Set(keys)
const isSection = (path: string): boolean =>
  [...keys, ...defaultsOfTopics].some((key) => key.startsWith(`${path}.`))

/**
 * The settings of kedge.yaml, each key as a path (`num.partitions: 3`) or level by level. A key that is unknown or written
 * twice is a fault.
 */
export const readFileSettings = (name: string, content: string): FileSettings => {
  const parsed = parse(name, content)
  if (E.isLeft(parsed)) return { faults: parsed.left, written: () => [] }
  const faults: ConfigFault[] = []
  const values: (Written & Readonly<{ path: string }>)[] = []
  const visit = (section: string, entries: object): void => {
    for (const [key, value] of Object.entries(entries)) {
      const path = `${section}${key}`
      const label = `${name}: ${path}`
      const fault = (message: string) => faults.push(misconfigured(label, message))
      if (known.has(path)) {
        if (value === null) fault('has no value')
        else values.push({ path, label, raw: value })
      } else if (!key.includes('.') && isSection(path)) {
        if (isMap(value)) visit(`${path}.`, value)
        else if (value !== null) fault('expected settings below it')
      } else fault(whyNot(path) ?? `no such setting${didYouMean(path, keys)}`)
    }
  }
  visit('', parsed.right)
  return {
    faults,
    written: ({ path, kafka = [] }) =>
      [...new Set([path, ...kafka])].flatMap((key) => values.filter((value) => value.path === key)),
  }
}

const parse = (name: string, content: string): E.Either<readonly ConfigFault[], object> => {
  const { LineCounter, parseDocument } = yaml()
  const lines = new LineCounter()
  const document = parseDocument(content, {
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  })
  const problems = yamlFaults(document, lines)
  if (problems.length > 0) return E.left(problems.map((problem) => misconfigured(name, problem)))
  const value = toValue(() => document.toJS({ maxAliasCount: 10 }))
  if (E.isLeft(value)) return E.left([misconfigured(name, value.left)])
  if (value.right === null) return E.right({})
  return isMap(value.right)
    ? E.right(value.right)
    : E.left([misconfigured(name, 'expected settings, as in `store: memory`')])
}

/** Aliases are expanded here, and refused by throwing where they would grow without bound. */
const toValue = (expand: () => unknown): E.Either<string, unknown> => E.tryCatch(expand, () => tooManyAliases)

const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
