/** Hands out producer ids; none is ever given out twice, also not after the store lost a tail. */
export interface ProducerIds {
  /** A block that nobody else has: `first` to `first + size - 1`, all below 2^53. */
  readonly nextBlock: () => Promise<Readonly<{ first: number; size: number }>>
}
