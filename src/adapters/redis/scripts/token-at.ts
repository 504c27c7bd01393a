import { integer, text } from '../resp.ts'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ stream: string; id: string }>
export type TokenAt = Readonly<
  { kind: 'written'; token: string; length: number } | { kind: 'none' } | { kind: 'absent' }
>

export const tokenAt = script<Input, TokenAt>({
  file: new URL('token-at.lua', import.meta.url),
  keys: ({ stream }) => [stream],
  args: ({ id }) => [id],
  reply: (status, [token, length]) => {
    switch (status) {
      case 'written':
        return { kind: 'written', token: text(token), length: integer(length) }
      case 'none':
      case 'absent':
        return { kind: status }
      default:
        return unknownStatus(status)
    }
  },
})
