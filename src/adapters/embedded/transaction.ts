import type { Change, Reader, Table } from './tables.ts'

/** One transaction that is being put together: what was put is seen by later gets, and by nobody else yet. */
export interface Transaction {
  readonly get: (table: Table, key: Buffer) => Buffer | undefined
  readonly put: (table: Table, key: Buffer, value: Buffer) => void
  readonly remove: (table: Table, key: Buffer) => void
}

export interface Draft extends Transaction {
  readonly changes: () => readonly Change[]
}

/** A draft over what is committed, or over another draft. */
export const draftOver = ({ get: below }: Pick<Reader, 'get'>): Draft => {
  const changed = new Map<string, Change>()
  const change = (table: Table, key: Buffer, value: Buffer | null) => {
    changed.set(nameOf(table, key), { table, key, value })
  }
  return {
    get: (table, key) => {
      const change = changed.get(nameOf(table, key))
      return change === undefined ? below(table, key) : (change.value ?? undefined)
    },
    put: change,
    remove: (table, key) => change(table, key, null),
    changes: () => [...changed.values()],
  }
}

export const apply = (changes: readonly Change[], to: Transaction): void => {
  for (const { table, key, value } of changes) {
    if (value === null) to.remove(table, key)
    else to.put(table, key, value)
  }
}

const nameOf = (table: Table, key: Buffer): string => `${table} ${key.toString('latin1')}`
