import type { ProducerIds } from '#ports/producer-ids'
import type { MemoryData } from './data.ts'
import { turn } from './turn.ts'

const BLOCK = 1_000

export const memoryProducerIds = (data: MemoryData): ProducerIds => ({
  nextBlock: async () => {
    await turn()
    const first = data.nextProducerId
    data.nextProducerId += BLOCK
    return { first, size: BLOCK }
  },
})
