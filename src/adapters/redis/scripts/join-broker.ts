import { integer, text } from '../resp.ts'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  broker: string
  incarnation: string
  entry: string
  ttlMs: number
  replacing: Readonly<{ incarnation: string; counter: number }> | null
}>
export type Joined = Readonly<{ kind: 'joined' } | { kind: 'taken'; entry: string; counter: number }>

export const joinBroker = script<Input, Joined>({
  file: new URL('join-broker.lua', import.meta.url),
  keys: ({ broker }) => [broker],
  args: ({ incarnation, entry, ttlMs, replacing }) => [
    incarnation,
    entry,
    ttlMs,
    replacing?.incarnation ?? '',
    replacing?.counter ?? '',
  ],
  reply: (status, [entry, counter]) => {
    switch (status) {
      case 'joined':
        return { kind: 'joined' }
      case 'taken':
        return { kind: 'taken', entry: text(entry), counter: integer(counter) }
      default:
        return unknownStatus(status)
    }
  },
})
