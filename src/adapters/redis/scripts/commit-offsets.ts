import { type Argument, integer } from '../resp.ts'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  journal: string
  offsets: string
  last: Readonly<{ id: string; token: string }>
  sequence: number
  token: string
  removed: readonly string[]
  /** Field, value, field, value, ... */
  set: readonly Argument[]
}>

/** `sequence` of what is there, 0 for nothing. */
export type Committed = Readonly<{ kind: 'committed' } | { kind: 'fenced' | 'superseded'; sequence: number }>

export const commitOffsets = script<Input, Committed>({
  file: new URL('commit-offsets.lua', import.meta.url),
  keys: ({ journal, offsets }) => [journal, offsets],
  args: ({ last, sequence, token, removed, set }) => [
    last.id,
    last.token,
    sequence,
    token,
    removed.length,
    ...removed,
    ...set,
  ],
  reply: (status, [sequence]) => {
    switch (status) {
      case 'committed':
        return { kind: 'committed' }
      case 'fenced':
      case 'superseded':
        return { kind: status, sequence: integer(sequence) }
      default:
        return unknownStatus(status)
    }
  },
})
