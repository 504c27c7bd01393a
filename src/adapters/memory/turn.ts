/** Lets others go first, as every real store does between a question and its answer. */
export const turn = (): Promise<void> => Promise.resolve()
