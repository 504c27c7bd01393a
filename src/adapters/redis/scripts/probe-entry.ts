import { decodeFacts, type StoredFacts } from '../entry.ts'
import { list } from '../resp.ts'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ segment: string; id: string }>
export type Probed = Readonly<{ kind: 'entry'; entry: StoredFacts } | { kind: 'none' } | { kind: 'absent' }>

export const probeEntry = script<Input, Probed>({
  file: new URL('probe-entry.lua', import.meta.url),
  keys: ({ segment }) => [segment],
  args: ({ id }) => [id],
  reply: (status, [entry]) => {
    switch (status) {
      case 'entry':
        return { kind: 'entry', entry: decodeFacts(list(entry)) }
      case 'none':
      case 'absent':
        return { kind: status }
      default:
        return unknownStatus(status)
    }
  },
})
