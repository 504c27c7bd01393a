import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ partition: string; stream: string; field: string }>

export const sweepSegment = script<Input, 'swept' | 'none'>({
  file: new URL('sweep-segment.lua', import.meta.url),
  keys: ({ partition, stream }) => [partition, stream],
  args: ({ field }) => [field],
  reply: (status) => {
    if (status === 'swept' || status === 'none') return status
    return unknownStatus(status)
  },
})
