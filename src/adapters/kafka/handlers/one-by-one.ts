import { failureCode } from '#adapters/kafka/error-codes'
import { eventLoopTurned } from './event-loop.ts'

/**
 * Changes topics one after the other, as all changes go to one journal. Once the store has failed it is not asked again:
 * the rest of the request fails the same way. Others get their turn in between, also where the store answers at once.
 */
export const oneByOne = async <A, B>(
  items: readonly A[],
  change: (item: A) => Promise<B>,
  failed: (item: A, code: number) => B,
): Promise<readonly B[]> => {
  const answers: B[] = []
  let failure: number | null = null
  for (const [i, item] of items.entries()) {
    if (i > 0) await eventLoopTurned()
    try {
      answers.push(failure === null ? await change(item) : failed(item, failure))
    } catch (error) {
      failure = failureCode('topic-change', error)
      answers.push(failed(item, failure))
    }
  }
  return answers
}
