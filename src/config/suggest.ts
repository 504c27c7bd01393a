/** ` (did you mean --port?)`, or nothing where no name is near. */
export const didYouMean = (given: string, names: readonly string[]): string => {
  const near = nearest(given, names)
  return near === undefined ? '' : ` (did you mean ${near}?)`
}

const nearest = (given: string, names: readonly string[]): string | undefined => {
  const [best] = names
    .map((name) => ({ name, distance: distance(given.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= Math.max(2, Math.floor(given.length / 3)))
    .toSorted((a, b) => a.distance - b.distance)
  return best?.name
}

/** Levenshtein, one row at a time. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1]
    for (const [j, other] of b.split('').entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
