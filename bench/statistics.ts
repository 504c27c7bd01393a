import type { Sample, Spread } from './results.ts'

/** NaN of nothing. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  return (lower + upper) / 2
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  min: values.length === 0 ? Number.NaN : Math.min(...values),
  max: values.length === 0 ? Number.NaN : Math.max(...values),
  rounds: values.length,
})

/** The smallest value that this share of all does not exceed. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export type Measured = Pick<Sample, 'system' | 'case' | 'metric'>

export const spreadIn = (samples: readonly Sample[], of: Measured): Spread =>
  spreadOf(
    samples
      .filter((each) => each.system === of.system && each.case === of.case && each.metric === of.metric)
      .map(({ value }) => value),
  )
