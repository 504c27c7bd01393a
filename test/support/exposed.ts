/** The lines of a text in Prometheus's format, by series; throws at a line that is none. */
export const seriesIn = (text: string): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const match =
      /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (\S+)$/.exec(line)
    if (match === null) throw new Error(`no line of Prometheus: ${JSON.stringify(line)}`)
    const series = `${match[1]}${match[2] ?? ''}`
    if (found.has(series)) throw new Error(`twice: ${series}`)
    found.set(series, Number(match[3]?.replace('+Inf', 'Infinity')))
  }
  return found
}

/** The names that a text has, as they stand in its TYPE lines. */
export const namesIn = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]))
