import { offset } from '#domain/log/types'
import { segmentField } from './head.ts'

/** What the cleaner keeps in a partition's hash, beside the list of segments. */
export type CleaningFields = Readonly<{
  cleanTo: ReturnType<typeof offset>
  /** Names of streams that are copies under way, or were never finished. */
  copies: readonly string[]
  /** Of streams that were replaced, and when (ms since the epoch). */
  replaced: readonly Readonly<{ name: string; at: number }>[]
}>

const COPY = 'copy:'
const REPLACED = 'replaced:'

export const copyField = (name: string): string => `${COPY}${name}`
export const replacedField = (name: string): string => `${REPLACED}${name}`

/** How a segment is known in the list, and once it is replaced. */
export const fieldsOf = (name: string) => ({ listed: segmentField(name), remembered: replacedField(name) })

export const cleaningFields = (hash: ReadonlyMap<string, Buffer>): CleaningFields => ({
  cleanTo: offset(Number(hash.get('clean-to')?.toString() ?? 0)),
  copies: named(hash, COPY).map(({ name }) => name),
  replaced: named(hash, REPLACED).map(({ name, value }) => ({ name, at: Number(value) })),
})

/** Streams that belong to a partition and are in no list. */
export const leftovers = (hash: ReadonlyMap<string, Buffer>): readonly string[] => {
  const { copies, replaced } = cleaningFields(hash)
  return [...copies, ...replaced.map(({ name }) => name)]
}

const named = (hash: ReadonlyMap<string, Buffer>, prefix: string) =>
  [...hash]
    .filter(([field]) => field.startsWith(prefix))
    .map(([field, value]) => ({ name: field.slice(prefix.length), value: value.toString() }))
