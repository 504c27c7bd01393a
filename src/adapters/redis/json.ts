import { StoreCorrupt } from '#ports/store-errors'

/** Reads of JSON that Kedge itself has stored: what is not as it was written is corrupt, what is unknown is left alone. */
export type Stored = Readonly<Record<string, unknown>>

export const stored = (json: string): Stored => {
  const value: unknown = parse(json)
  return isStored(value) ? value : torn(json)
}

export const numberIn = (from: Stored, name: string): number => {
  const value = from[name]
  return typeof value === 'number' ? value : torn(name)
}

export const textIn = (from: Stored, name: string): string => {
  const value = from[name]
  return typeof value === 'string' ? value : torn(name)
}

export const listIn = (json: string): readonly unknown[] => {
  const value: unknown = parse(json)
  return Array.isArray(value) ? value : torn(json)
}

export const isStored = (value: unknown): value is Stored => typeof value === 'object' && value !== null

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return torn(json)
  }
}

const torn = (what: string): never => {
  throw new StoreCorrupt(`stored value cannot be read: ${what.slice(0, 200)}`)
}
