import type { Argument } from '../resp.ts'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  partition: string
  copy: string
  field: string
  token: string
  id: string
  entry: readonly Argument[]
}>

export const addCleaned = script<Input, 'added' | 'gone' | 'superseded'>({
  file: new URL('add-cleaned.lua', import.meta.url),
  keys: ({ partition, copy }) => [partition, copy],
  args: ({ field, token, id, entry }) => [field, token, id, ...entry],
  reply: (status) => {
    if (status === 'added' || status === 'gone' || status === 'superseded') return status
    return unknownStatus(status)
  },
})
