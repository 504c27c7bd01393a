/** Fresh producer ids for idempotent producers. Rejects with an error of `ports/store-errors.ts`. */
export interface FreshProducerIds {
  readonly next: () => Promise<number>
}
