import { text } from '../resp.ts'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ journal: string; snapshot: string; offsets: string | null; id: string }>

/** '' for what is not there. */
export type JournalStanding = Readonly<
  | { kind: 'there'; token: string; last: string; snapshot: string; sequence: string; changeToken: string }
  | { kind: 'absent' }
>

export const journalStanding = script<Input, JournalStanding>({
  file: new URL('journal-standing.lua', import.meta.url),
  keys: ({ journal, snapshot, offsets }) => [journal, snapshot, ...(offsets === null ? [] : [offsets])],
  args: ({ id }) => [id],
  reply: (status, [token, last, snapshot, sequence, changeToken]) => {
    switch (status) {
      case 'there':
        return {
          kind: 'there',
          token: text(token),
          last: text(last),
          snapshot: text(snapshot),
          sequence: text(sequence),
          changeToken: text(changeToken),
        }
      case 'absent':
        return { kind: 'absent' }
      default:
        return unknownStatus(status)
    }
  },
})
