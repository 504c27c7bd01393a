import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  journal: string
  expected: Readonly<{ id: string; token: string }> | null
  id: string
  token: string
  events: string
}>

export const appendJournal = script<Input, 'appended' | 'absent' | 'taken' | 'passed'>({
  file: new URL('append-journal.lua', import.meta.url),
  keys: ({ journal }) => [journal],
  args: ({ expected, id, token, events }) => [expected?.id ?? '', expected?.token ?? '', id, token, events],
  reply: (status) => {
    switch (status) {
      case 'appended':
      case 'absent':
      case 'taken':
      case 'passed':
        return status
      default:
        return unknownStatus(status)
    }
  },
})
