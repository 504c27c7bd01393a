import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  partition: string
  snapshot: string
  segments: readonly string[]
  nextSegment: number
}>

export const dropPartition = script<Input, 'dropped' | 'moved' | 'gone'>({
  file: new URL('drop-partition.lua', import.meta.url),
  keys: ({ partition, snapshot, segments }) => [partition, snapshot, ...segments],
  args: ({ nextSegment }) => [nextSegment],
  reply: (status) => {
    if (status === 'dropped' || status === 'moved' || status === 'gone') return status
    return unknownStatus(status)
  },
})
