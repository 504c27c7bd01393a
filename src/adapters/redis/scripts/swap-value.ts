import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{ key: string; from: string; to: string }>

export const swapValue = script<Input, 'swapped' | 'changed'>({
  file: new URL('swap-value.lua', import.meta.url),
  keys: ({ key }) => [key],
  args: ({ from, to }) => [from, to],
  reply: (status) => (status === 'swapped' || status === 'changed' ? status : unknownStatus(status)),
})
