import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  journal: string
  expected: Readonly<{ id: string; token: string }> | null
  id: string
  token: string
  events: string
}>

export const appendJournal = script<Input, 'appended' | 'absent' | 'taken'>({
  file: new URL('append-journal.lua', import.meta.url),
  keys: ({ journal }) => [journal],
  args: ({ expected, id, token, events }) => [expected?.id ?? '', expected?.token ?? '', id, token, events],
  reply: (status) => {
    if (status === 'appended' || status === 'absent' || status === 'taken') return status
    return unknownStatus(status)
  },
})
