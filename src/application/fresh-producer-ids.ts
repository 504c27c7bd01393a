import type { ProducerIds } from '#ports/producer-ids'
import type { FreshProducerIds } from './producer-ids.ts'

/** Hands out ids of a block until it is used up; what is left of a block when the broker stops is never used. */
export const freshProducerIds = (ids: ProducerIds): FreshProducerIds => {
  let next = 0
  let end = 0
  let fetching: Promise<void> | null = null

  const fetchBlock = async (): Promise<void> => {
    try {
      const { first, size } = await ids.nextBlock()
      next = first
      end = first + size
    } finally {
      fetching = null
    }
  }

  return {
    next: async () => {
      while (next >= end) {
        fetching ??= fetchBlock()
        await fetching
      }
      return next++
    },
  }
}
