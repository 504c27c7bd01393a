import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ broker: string; incarnation: string }>

export const leaveBroker = script<Input, 'left' | 'other'>({
  file: new URL('leave-broker.lua', import.meta.url),
  keys: ({ broker }) => [broker],
  args: ({ incarnation }) => [incarnation],
  reply: (status) => (status === 'left' || status === 'other' ? status : unknownStatus(status)),
})
