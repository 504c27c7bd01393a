import { decodeFacts, type StoredFacts } from '../entry.ts'
import { list } from '../resp.ts'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ segment: string; lastId: string; token: string; limit: number; byteBudget: number }>
export type FactsPage = Readonly<
  | { kind: 'absent' }
  | { kind: 'lost' }
  | { kind: 'page'; follows: 'more' | 'end' | 'sealed'; entries: readonly StoredFacts[] }
>

export const readFacts = script<Input, FactsPage>({
  file: new URL('read-facts.lua', import.meta.url),
  keys: ({ segment }) => [segment],
  args: ({ lastId, token, limit, byteBudget }) => [lastId, token, limit, byteBudget],
  reply: (status, [entries]) => {
    switch (status) {
      case 'absent':
      case 'lost':
        return { kind: status }
      case 'more':
      case 'end':
      case 'sealed':
        return { kind: 'page', follows: status, entries: list(entries).map(decodeFacts) }
      default:
        return unknownStatus(status)
    }
  },
})
