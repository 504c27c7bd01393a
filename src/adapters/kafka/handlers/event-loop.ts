/** Lets everything that waits have its turn: for handlers whose work grows with the request. */
export const eventLoopTurned = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
