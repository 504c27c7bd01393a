import { SEAL_ID } from '../entry.ts'
import type { Argument } from '../resp.ts'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  partition: string
  live: string
  opened: string
  lastId: string
  lastToken: string
  nextSegment: number
  sealedField: string
  sealedRecord: string
  openedField: string
  openedRecord: string
  genesis: string
  token: string
  seal: readonly Argument[]
}>

export const rollSegment = script<Input, 'rolled' | 'gone' | 'moved' | 'absent' | 'taken'>({
  file: new URL('roll-segment.lua', import.meta.url),
  keys: ({ partition, live, opened }) => [partition, live, opened],
  args: (it) => [
    it.lastId,
    it.lastToken,
    it.nextSegment,
    it.sealedField,
    it.sealedRecord,
    it.openedField,
    it.openedRecord,
    it.genesis,
    it.token,
    SEAL_ID,
    ...it.seal,
  ],
  reply: (status) => {
    switch (status) {
      case 'rolled':
      case 'gone':
      case 'moved':
      case 'absent':
      case 'taken':
        return status
      default:
        return unknownStatus(status)
    }
  },
})
