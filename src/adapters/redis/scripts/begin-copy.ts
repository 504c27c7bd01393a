import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  partition: string
  copy: string
  field: string
  token: string
  genesis: string
  /** Copies that somebody else has begun: streams and fields. */
  others: readonly Readonly<{ stream: string; field: string }>[]
  /** Fields of the segments to be replaced. */
  segments: readonly string[]
}>

export const beginCopy = script<Input, 'began' | 'gone' | 'moved' | 'changed'>({
  file: new URL('begin-copy.lua', import.meta.url),
  keys: ({ partition, copy, others }) => [partition, copy, ...others.map(({ stream }) => stream)],
  args: ({ field, token, genesis, others, segments }) => [
    field,
    token,
    genesis,
    others.length,
    ...others.map((other) => other.field),
    ...segments,
  ],
  reply: (status) => {
    switch (status) {
      case 'began':
      case 'gone':
      case 'moved':
      case 'changed':
        return status
      default:
        return unknownStatus(status)
    }
  },
})
