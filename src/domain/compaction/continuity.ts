import { type Offset, offset, recordCount } from '#domain/log/types'
import type { StoredEntry } from './types.ts'

/** Follows the entries of a cleaned copy: together they must take the very offsets that they replace. */
export interface Continuity {
  /** Where the entry ends. Throws when it does not begin where the one before ended. */
  readonly follow: (entry: Pick<StoredEntry<unknown>, 'baseOffset' | 'batches'>) => Offset
  /** Throws when offsets are missing at the end. */
  readonly finish: () => void
}

export const continuity = (start: Offset, end: Offset): Continuity => {
  let at = start
  return {
    follow: ({ baseOffset, batches }) => {
      const next = offset(baseOffset + recordCount(batches))
      if (baseOffset !== at || next <= at || next > end)
        throw new Error(`a cleaned entry takes ${baseOffset} to ${next}, where ${at} to ${end} are left`)
      at = next
      return next
    },
    finish: () => {
      if (at !== end) throw new Error(`a cleaned segment ends at ${at} instead of ${end}`)
    },
  }
}
