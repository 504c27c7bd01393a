import type { Limit } from '../results.ts'
import { spreadOf } from '../statistics.ts'

const ROUNDS = 5

export type Work = Readonly<{ bytes: number; operations: number }>

/** Runs a task once to warm it and then in rounds, so that one pause of the machine does not make the figure. */
export const measure = async (
  name: string,
  work: Work,
  run: () => Promise<void> | void,
  rounds = ROUNDS,
): Promise<Limit> => {
  await run()
  const seconds: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    await run()
    seconds.push((performance.now() - start) / 1_000)
  }
  return limitOf(name, work, seconds)
}

export const limitOf = (name: string, { bytes, operations }: Work, seconds: readonly number[]): Limit => ({
  name,
  bytesPerSecond: spreadOf(seconds.map((each) => bytes / each)),
  operationsPerSecond: spreadOf(seconds.map((each) => operations / each)),
})
