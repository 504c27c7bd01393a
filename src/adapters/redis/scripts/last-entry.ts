import { decodeFacts, isGenesis, type StoredFacts } from '../entry.ts'
import { list, text } from '../resp.ts'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ segment: string }>
export type LastEntry = Readonly<
  { kind: 'entry'; entry: StoredFacts } | { kind: 'empty' } | { kind: 'sealed' } | { kind: 'absent' }
>

export const lastEntry = script<Input, LastEntry>({
  file: new URL('last-entry.lua', import.meta.url),
  keys: ({ segment }) => [segment],
  args: () => [],
  reply: (status, [last]) => {
    switch (status) {
      case 'last': {
        const entry = list(last)
        return isGenesis(text(entry[0])) ? { kind: 'empty' } : { kind: 'entry', entry: decodeFacts(entry) }
      }
      case 'sealed':
      case 'absent':
        return { kind: status }
      default:
        return unknownStatus(status)
    }
  },
})
