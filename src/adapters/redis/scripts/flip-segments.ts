import { SEAL_ID } from '../entry.ts'
import type { Argument } from '../resp.ts'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  partition: string
  copy: string
  field: string
  token: string
  entries: number
  cleanedField: string
  cleanedRecord: string
  now: number
  /** Fields of the segments that are replaced: in the list, and of what is to be swept. */
  replaced: readonly Readonly<{ listed: string; remembered: string }>[]
  seal: readonly Argument[]
}>

export const flipSegments = script<Input, 'flipped' | 'gone' | 'superseded' | 'changed'>({
  file: new URL('flip-segments.lua', import.meta.url),
  keys: ({ partition, copy }) => [partition, copy],
  args: ({ field, token, entries, cleanedField, cleanedRecord, now, replaced, seal }) => [
    field,
    token,
    entries,
    SEAL_ID,
    cleanedField,
    cleanedRecord,
    now,
    replaced.length,
    ...replaced.map(({ listed }) => listed),
    ...replaced.map(({ remembered }) => remembered),
    ...seal,
  ],
  reply: (status) => {
    switch (status) {
      case 'flipped':
      case 'gone':
      case 'superseded':
      case 'changed':
        return status
      default:
        return unknownStatus(status)
    }
  },
})
