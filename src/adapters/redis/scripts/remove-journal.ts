import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  journal: string
  snapshot: string
  offsets: string | null
  id: string
  token: string
}>

export const removeJournal = script<Input, 'removed' | 'absent' | 'taken'>({
  file: new URL('remove-journal.lua', import.meta.url),
  keys: ({ journal, snapshot, offsets }) => [journal, snapshot, ...(offsets === null ? [] : [offsets])],
  args: ({ id, token }) => [id, token],
  reply: (status) => {
    if (status === 'removed' || status === 'absent' || status === 'taken') return status
    return unknownStatus(status)
  },
})
