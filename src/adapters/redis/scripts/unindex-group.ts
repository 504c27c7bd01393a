import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ groups: string; groupId: string; entries: readonly string[] }>

export const unindexGroup = script<Input, 'deleted' | 'kept'>({
  file: new URL('unindex-group.lua', import.meta.url),
  keys: ({ groups }) => [groups],
  args: ({ groupId, entries }) => [groupId, ...entries],
  reply: (status) => (status === 'deleted' || status === 'kept' ? status : unknownStatus(status)),
})
