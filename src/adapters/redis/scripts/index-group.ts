import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ groups: string; groupId: string; entry: string; mode: 'always' | 'if-absent' }>

export const indexGroup = script<Input, 'entered' | 'kept'>({
  file: new URL('index-group.lua', import.meta.url),
  keys: ({ groups }) => [groups],
  args: ({ groupId, entry, mode }) => [groupId, entry, mode],
  reply: (status) => (status === 'entered' || status === 'kept' ? status : unknownStatus(status)),
})
