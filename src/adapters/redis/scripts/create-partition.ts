import { script, unknownStatus } from '../script.ts'

type Input = Readonly<{
  partition: string
  segment: string
  field: string
  record: string
  genesis: string
  token: string
  history: string
  createdAt: number
}>

export const createPartition = script<Input, 'created' | 'exists' | 'orphan'>({
  file: new URL('create-partition.lua', import.meta.url),
  keys: ({ partition, segment }) => [partition, segment],
  args: ({ field, record, genesis, token, history, createdAt }) => [
    field,
    record,
    genesis,
    token,
    history,
    createdAt,
  ],
  reply: (status) => {
    if (status === 'created' || status === 'exists' || status === 'orphan') return status
    return unknownStatus(status)
  },
})
