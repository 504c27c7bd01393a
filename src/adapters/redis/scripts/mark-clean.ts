import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ partition: string; upTo: number }>

export const markClean = script<Input, 'marked' | 'gone'>({
  file: new URL('mark-clean.lua', import.meta.url),
  keys: ({ partition }) => [partition],
  args: ({ upTo }) => [upTo],
  reply: (status) => {
    if (status === 'marked' || status === 'gone') return status
    return unknownStatus(status)
  },
})
