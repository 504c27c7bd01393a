import type { TaskEither } from '#shared/fp'
import { E } from '#shared/fp'

/** What a task answers; fails the test with the refusal where it is refused. */
export const accepted = async <L, A>(task: TaskEither<L, A>): Promise<A> => {
  const outcome = await task()
  if (E.isLeft(outcome)) throw new Error(`refused: ${JSON.stringify(outcome.left)}`)
  return outcome.right
}

/** What a task refuses with; fails the test where it is not refused. */
export const refused = async <L, A>(task: TaskEither<L, A>): Promise<L> => {
  const outcome = await task()
  if (E.isRight(outcome)) throw new Error(`not refused: ${JSON.stringify(outcome.right)}`)
  return outcome.left
}
