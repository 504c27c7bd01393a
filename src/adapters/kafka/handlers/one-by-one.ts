import { errorCode, failureCode } from '#adapters/kafka/error-codes'
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

type Refuse<B> = (name: string, code: number, message: string) => B

/** The same for what has a name; one that a request has more than once is refused. */
export const oneByName = <A extends Readonly<{ name: string }>, B>(
  items: readonly A[],
  change: (item: A) => Promise<B>,
  refuse: Refuse<B>,
): Promise<readonly B[]> =>
  oneByOne(
    [...Map.groupBy(items, ({ name }) => name)],
    async ([name, [first, ...others]]) =>
      first === undefined || others.length > 0
        ? refuse(name, invalidRequest, 'Duplicate topic name.')
        : change(first),
    ([name], code) => refuse(name, code, 'The store could not be asked.'),
  )

const invalidRequest = errorCode({ kind: 'invalid-request' })
