import { StoreCorrupt } from '#ports/store-errors'
import { decode, type t } from '#shared/codec'
import { E } from '#shared/fp'

/** A stored text as its codec reads it. Throws `StoreCorrupt` when it is no JSON or of another form; `what` is for the log. */
export const readStored = <A>(codec: t.Decoder<unknown, A>, text: string, what: string): A => {
  const decoded = decode(codec, json(text, what))
  if (E.isRight(decoded)) return decoded.right
  const faults = decoded.left.map(({ path, message }) => `${path}: ${message}`)
  throw new StoreCorrupt(`${what} cannot be read: ${faults.slice(0, 3).join('; ')}`)
}

const json = (text: string, what: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new StoreCorrupt(`${what} is no JSON`, { cause: error })
  }
}
