import { type Offset, offset } from '#domain/log/types'
import { integer, text } from '../resp.ts'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  partition: string
  snapshot: string
  nextSegment: number
  to: Offset
  /** Sealed, oldest first. */
  segments: readonly Readonly<{ stream: string; field: string; end: Offset }>[]
}>

export type Advanced = Readonly<
  { kind: 'advanced'; logStart: Offset; dropped: number } | { kind: 'gone' } | { kind: 'moved' }
>

export const advanceStart = script<Input, Advanced>({
  file: new URL('advance-start.lua', import.meta.url),
  keys: ({ partition, snapshot, segments }) => [partition, snapshot, ...segments.map(({ stream }) => stream)],
  args: ({ nextSegment, to, segments }) => [
    nextSegment,
    to,
    ...segments.flatMap(({ field, end }) => [field, end]),
  ],
  reply: (status, [start, dropped]) => {
    switch (status) {
      case 'advanced':
        return { kind: status, logStart: offset(Number(text(start))), dropped: integer(dropped) }
      case 'gone':
      case 'moved':
        return { kind: status }
      default:
        return unknownStatus(status)
    }
  },
})
