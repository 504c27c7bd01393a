import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ broker: string; incarnation: string; ttlMs: number }>

export const beatBroker = script<Input, 'beaten' | 'lost'>({
  file: new URL('beat-broker.lua', import.meta.url),
  keys: ({ broker }) => [broker],
  args: ({ incarnation, ttlMs }) => [incarnation, ttlMs],
  reply: (status) => (status === 'beaten' || status === 'lost' ? status : unknownStatus(status)),
})
