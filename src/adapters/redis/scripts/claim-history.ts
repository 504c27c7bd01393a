import type { HistoryId } from '#ports/store-history'
import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ partition: string; from: HistoryId; to: HistoryId }>

export const claimHistory = script<Input, 'claimed' | 'other' | 'gone'>({
  file: new URL('claim-history.lua', import.meta.url),
  keys: ({ partition }) => [partition],
  args: ({ from, to }) => [from, to],
  reply: (status) => {
    if (status === 'claimed' || status === 'other' || status === 'gone') return status
    return unknownStatus(status)
  },
})
