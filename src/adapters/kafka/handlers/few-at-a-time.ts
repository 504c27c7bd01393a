import { type Asked, failureCode } from '#adapters/kafka/error-codes'
import { StoreUnavailable } from '#ports/store-errors'
import { eventLoopTurned } from './event-loop.ts'

const FEW = 32

/**
 * Asks for many things that know nothing of each other, such as groups: what befalls one is not the others' business. Only
 * a store that is away is not asked again for the rest. Others get their turn in between, also where it answers at once.
 */
export const fewAtATime = async <A, B>(
  items: readonly A[],
  asked: Asked,
  ask: (item: A) => Promise<B>,
  failed: (item: A, code: number) => B,
): Promise<readonly B[]> => {
  const answers: B[] = []
  let away: number | null = null
  const answer = async (item: A): Promise<B> => {
    if (away !== null) return failed(item, away)
    try {
      return await ask(item)
    } catch (error) {
      const code = failureCode(asked, error)
      if (error instanceof StoreUnavailable) away = code
      return failed(item, code)
    }
  }
  for (let from = 0; from < items.length; from += FEW) {
    if (from > 0) await eventLoopTurned()
    answers.push(...(await Promise.all(items.slice(from, from + FEW).map(answer))))
  }
  return answers
}
