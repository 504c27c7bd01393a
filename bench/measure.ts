/** One figure of a benchmark: how much was done in how long. */
export type Figure = Readonly<{ name: string; bytes: number; operations: number; seconds: number }>

const ROUNDS = 5

/** Runs a task in rounds and keeps the median, so that one pause of the machine does not make the figure. */
export const measure = async (
  name: string,
  work: Readonly<{ bytes: number; operations: number }>,
  run: () => Promise<void> | void,
): Promise<Figure> => {
  await run()
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await run()
    times.push((performance.now() - start) / 1_000)
  }
  times.sort((a, b) => a - b)
  return { name, ...work, seconds: times[Math.floor(ROUNDS / 2)] ?? Number.NaN }
}

/** A table whose last column is each figure's share of the first, the limit that nothing can beat. */
export const table = (title: string, figures: readonly Figure[]): string => {
  const [limit] = figures
  if (limit === undefined) return ''
  const rate = ({ bytes, seconds }: Figure): number => bytes / seconds
  const rows = figures.map((figure) =>
    [
      figure.name.padEnd(44),
      `${(rate(figure) / 1e6).toFixed(0).padStart(8)} MB/s`,
      `${(figure.operations / figure.seconds).toFixed(0).padStart(10)} /s`,
      `${((1e6 * figure.seconds) / figure.operations).toFixed(1).padStart(9)} µs`,
      `${(rate(figure) / rate(limit)).toFixed(2).padStart(7)}`,
    ].join('  '),
  )
  return [`\n${title}`, ...rows].join('\n')
}
