import { E } from '#shared/fp'
import type { ConfigDefinition } from './definition.ts'
import { itemsOf } from './rule.ts'
import type { ConfigResource, ConfigValues, ResourceType } from './set-configs.ts'
import { type ConfigRefusal, catalogues, checked } from './validation.ts'

/** One config as a client wants it changed (`AlterConfigOp`). */
export type ConfigChange = Readonly<{
  name: string
  operation: 'set' | 'delete' | 'append' | 'subtract'
  value: string | null
}>

type Outcome = E.Either<ConfigRefusal, ConfigValues>

/** What is set of a resource after all changes, or why none of them is made. */
export const altered = (
  resource: ConfigResource,
  before: ConfigValues,
  changes: readonly ConfigChange[],
): Outcome => {
  const fault = malformed(changes)
  if (fault !== undefined) return E.left({ kind: 'invalid-request', message: fault })
  const after = new Map(before)
  for (const { name, operation, value } of changes) {
    if (operation === 'delete' || value === null) after.delete(name)
    else if (operation === 'set') after.set(name, value)
    else {
      const list = listNamed(resource.type, name, operation)
      if (E.isLeft(list)) return list
      const items = itemsOf(after.get(name) ?? list.right.default ?? '')
      after.set(name, combined[operation](items, itemsOf(value)).join(','))
    }
  }
  return checked(resource, after, before)
}

/** What is wrong with the changes whatever they are of (`ConfigAdminManager.preprocess`). */
export const malformed = (changes: readonly ConfigChange[]): string | undefined => {
  if (new Set(changes.map(({ name }) => name)).size < changes.length)
    return 'Error due to duplicate config keys'
  const nulls = changes.filter(({ operation, value }) => operation !== 'delete' && value === null)
  return nulls.length === 0
    ? undefined
    : `Null value not supported for : ${nulls.map(({ name }) => name).join(', ')}`
}

const listNamed = (
  type: ResourceType,
  name: string,
  operation: 'append' | 'subtract',
): E.Either<ConfigRefusal, ConfigDefinition> => {
  const known = catalogues[type].get(name)
  if (known?.rule.type === 'list') return E.right(known)
  return E.left({
    kind: 'invalid-config',
    message: `Can't ${operation.toUpperCase()} to key ${name} because its type is not LIST.`,
  })
}

const combined = {
  append: (items: readonly string[], more: readonly string[]) => [...new Set([...items, ...more])],
  subtract: (items: readonly string[], gone: readonly string[]) =>
    items.filter((item) => !gone.includes(item)),
} as const
