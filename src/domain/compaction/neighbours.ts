type Named = Readonly<{ name: string }>

/** The segments of those names, if they stand side by side and in that order in the list; null if they do not. */
export const neighbours = <S extends Named>(
  list: readonly S[],
  names: readonly string[],
): readonly [S, ...S[]] | null => {
  const from = list.findIndex(({ name }) => name === names[0])
  const [first, ...others] = from < 0 ? [] : list.slice(from, from + names.length)
  if (first === undefined || others.length !== names.length - 1) return null
  return others.every(({ name }, i) => name === names[i + 1]) ? [first, ...others] : null
}
