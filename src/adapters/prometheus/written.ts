import { Counter, Gauge, Histogram } from 'prom-client'
import type { Family, Series } from '#ports/metrics'

/** One line: `name` where it is not the metric's own. */
type Line = Readonly<{ metricName?: string; labels: Partial<Record<string, string | number>>; value: number }>

type Facts = Readonly<{ name: string; help: string; kind: string; lines: readonly Line[] }>

/** A metric of prom-client that writes lines which are there already. */
export const metricOf = (facts: Facts): Counter | Gauge | Histogram => {
  if (facts.kind === 'counter') return new WrittenCounter(facts)
  return facts.kind === 'histogram' ? new WrittenHistogram(facts) : new WrittenGauge(facts)
}

export const factsOf = ({ name, definition: { help, kind, buckets = [] }, series }: Family): Facts => ({
  name,
  help,
  kind,
  lines: series.flatMap((each) => (each.cumulative === null ? [each] : histogramLines(name, buckets, each))),
})

const histogramLines = (
  name: string,
  buckets: readonly number[],
  { labels, value, cumulative }: Series,
): readonly Line[] => {
  const counts = cumulative ?? []
  const all = counts.at(-1) ?? 0
  return [
    ...buckets.map((le, i) => ({
      metricName: `${name}_bucket`,
      labels: { ...labels, le },
      value: counts[i] ?? 0,
    })),
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: all },
    { metricName: `${name}_sum`, labels, value },
    { metricName: `${name}_count`, labels, value: all },
  ]
}

/** To no registry: it is told to one by whoever makes it. */
const configOf = ({ name, help }: Facts) => ({ name, help, registers: [] })

class WrittenCounter extends Counter {
  readonly #lines: readonly Line[]
  constructor(facts: Facts) {
    super(configOf(facts))
    this.#lines = facts.lines
  }
  override async get() {
    return { ...(await super.get()), values: [...this.#lines] }
  }
}

class WrittenGauge extends Gauge {
  readonly #lines: readonly Line[]
  constructor(facts: Facts) {
    super(configOf(facts))
    this.#lines = facts.lines
  }
  override async get() {
    return { ...(await super.get()), values: [...this.#lines] }
  }
}

class WrittenHistogram extends Histogram {
  readonly #facts: Facts
  constructor(facts: Facts) {
    super(configOf(facts))
    this.#facts = facts
  }
  /** What the registry asks of a histogram in the place of `get`. */
  getForPromString() {
    const { name, help, lines } = this.#facts
    return Promise.resolve({ name, help, type: 'histogram', values: [...lines] })
  }
}
