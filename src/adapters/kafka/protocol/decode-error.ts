/** The peer sent bytes that are not what they claim to be: the only thing a reader ever throws. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
}
