import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  of: string
  snapshot: string
  order: number
  position: string
  state: string
  entry?: Readonly<{ id: string; token: string }>
}>

export const saveSnapshot = script<Input, 'saved' | 'older' | 'gone'>({
  file: new URL('save-snapshot.lua', import.meta.url),
  keys: ({ of, snapshot }) => [of, snapshot],
  args: ({ order, position, state, entry }) => [order, position, state, entry?.id ?? '', entry?.token ?? ''],
  reply: (status) => {
    if (status === 'saved' || status === 'older' || status === 'gone') return status
    return unknownStatus(status)
  },
})
