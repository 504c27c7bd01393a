import type { Site } from './brokers.ts'

/** An answer, as both brokers have to give it. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain }

/**
 * Answers without what may differ: member ids become names (`a#1`, the first id that begins as those of client `a`),
 * topic ids the topic's, the group's name `GROUP`, this broker's host and port `here`; lists whose order nobody promises are sorted.
 */
export const plainly = (site: Site, group: string): ((answer: unknown) => Plain) => {
  const names = namesOfMembers()
  const topics = new Map([...site.topicIds].map(([name, id]) => [id, `id of ${name}`]))
  const text = (value: string): string => topics.get(value) ?? names(value).replaceAll(group, 'GROUP')
  const [host, port] = site.address.split(':')

  const plain = (value: unknown): Plain => {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'bigint') return Number(value)
    if (typeof value === 'number' || typeof value === 'boolean') return value
    if (Buffer.isBuffer(value)) return value.toString('latin1')
    if (Array.isArray(value)) return sorted(merged(value.filter(isOfScenario).map(plain)))
    if (typeof value !== 'object' || value === null) return null
    const fields = Object.entries(value).flatMap(([name, field]): readonly [string, Plain][] => {
      if (IGNORED.has(name) || (name === 'errorMessage' && 'host' in value)) return []
      if (name === 'host' && field === host) return [[name, 'here']]
      if (name === 'port' && field === Number(port)) return [[name, 'here']]
      return [[name, plain(field)]]
    })
    return Object.fromEntries(fields)
  }
  /** Others' groups are in every list of all. */
  const isOfScenario = (item: unknown): boolean =>
    !(typeof item === 'object' && item !== null && 'groupType' in item && 'groupId' in item) ||
    String(item.groupId).startsWith(group)
  return plain
}

const IGNORED = new Set(['throttleTimeMs', 'nodeId'])

/** Ids that coordinators make: client id or instance id, and a random part. */
const namesOfMembers = (): ((id: string) => string) => {
  const known = new Map<string, string>()
  const counts = new Map<string, number>()
  return (id) => {
    const prefix = /^(.*?)-[\w-]{20,}$/.exec(id)?.[1]
    if (prefix === undefined) return id
    const count = (counts.get(prefix) ?? 0) + 1
    const name = known.get(id) ?? `${prefix}#${count}`
    if (!known.has(id)) {
      known.set(id, name)
      counts.set(prefix, count)
    }
    return name
  }
}

/** What is told of a topic is one thing, however many pieces it is told in. */
const merged = (items: readonly Plain[]): readonly Plain[] => {
  const topics = Map.groupBy(items, (item) =>
    partitionsOf(item) === null ? item : JSON.stringify({ ...fieldsOf(item), partitions: null }),
  )
  return [...topics.values()].flatMap((pieces) => {
    const [first = null] = pieces
    if (partitionsOf(first) === null) return pieces
    return [{ ...fieldsOf(first), partitions: sorted(pieces.flatMap((piece) => partitionsOf(piece) ?? [])) }]
  })
}

const fieldsOf = (value: Plain): { readonly [name: string]: Plain } => (isFields(value) ? value : {})
const partitionsOf = (value: Plain): readonly Plain[] | null => {
  const { partitions = null } = fieldsOf(value)
  return isList(partitions) ? partitions : null
}

const sorted = (items: readonly Plain[]): readonly Plain[] =>
  items.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))

/** Each field whose values differ, as a line; empty where both are the same. */
export const differencesOf = (kafka: Plain, kedge: Plain, path = ''): readonly string[] => {
  if (isFields(kafka) && isFields(kedge)) {
    const names = [...new Set([...Object.keys(kafka), ...Object.keys(kedge)])]
    return names.flatMap((name) => differencesOf(kafka[name] ?? null, kedge[name] ?? null, `${path}.${name}`))
  }
  if (isList(kafka) && isList(kedge))
    return kafka.length === kedge.length
      ? kafka.flatMap((item, i) => differencesOf(item, kedge[i] ?? null, `${path}[${i}]`))
      : [`${path}: of Kafka ${kafka.length}, of Kedge ${kedge.length}`]
  return JSON.stringify(kafka) === JSON.stringify(kedge)
    ? []
    : [`${path}: Kafka ${short(kafka)}, Kedge ${short(kedge)}`]
}

const LONGEST = 60

const short = (value: Plain): string => {
  const text = JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value)
const isFields = (value: Plain): value is { readonly [name: string]: Plain } =>
  typeof value === 'object' && value !== null && !isList(value)
