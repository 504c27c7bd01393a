import { type Asked, errorCode, failureCode, type Refusal } from '#adapters/kafka/error-codes'
import { E } from '#shared/fp'

/** An error code, and the refusal that it stands for unless it was the store that failed. */
export type Told<R> = Readonly<{ code: number; refusal: R | null }>

/** An outcome with what the client is told in the place of a refusal or a failure of the store. */
export const settled = async <R extends Refusal, A>(
  pending: Promise<E.Either<R, A>>,
  asked: Asked,
): Promise<E.Either<Told<R>, A>> => {
  try {
    const outcome = await pending
    return E.isLeft(outcome) ? E.left({ code: errorCode(outcome.left), refusal: outcome.left }) : outcome
  } catch (error) {
    return E.left({ code: failureCode(asked, error), refusal: null })
  }
}
