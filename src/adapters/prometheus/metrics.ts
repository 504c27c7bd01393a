import { catalogue, type Definition } from '#ports/metric-catalogue'
import type { Family, Measured, MetricName, Metrics, Readings, Series } from '#ports/metrics'

/**
 * Counters as plain numbers in memory. Nothing is loaded for them: the broker counts from its first moment, and prom-client,
 * which takes as long to load as a store to open, comes with the first who reads (ADR 0030).
 */
export const prometheusMetrics = (): Metrics & Readings => {
  const counters = kept(counting)
  const histograms = kept(observing)
  const sources = new Set<() => Measured | Promise<Measured>>()

  return {
    counter: counters.of,
    histogram: histograms.of,
    forget: counters.forget,
    measure: (source) => {
      const own = () => source()
      sources.add(own)
      return () => void sources.delete(own)
    },
    read: async () => {
      const told = await Promise.allSettled([...sources].map(async (source) => source()))
      const added = sums(told.flatMap((each) => (each.status === 'fulfilled' ? each.value : [])))
      return names.flatMap((name): readonly Family[] => {
        const series = [
          ...counters.series(name),
          ...histograms.series(name),
          ...(added.get(name)?.values() ?? []),
        ]
        return series.length === 0 ? [] : [{ name, definition: catalogue[name], series }]
      })
    },
  }
}

type Labels = Readonly<Record<string, string>>

const isMetric = (name: string): name is MetricName => Object.hasOwn(catalogue, name)
const names = Object.keys(catalogue).filter(isMetric)

/** What is counted, by name and labels. */
const kept = <K extends { readonly series: () => Series }>(make: (name: MetricName, labels: Labels) => K) => {
  const all = new Map<MetricName, Map<string, K>>()
  return {
    of: (name: MetricName, labels: Labels): K => {
      const ofName = all.get(name) ?? new Map<string, K>()
      all.set(name, ofName)
      const key = keyOf(name, labels)
      const one = ofName.get(key) ?? make(name, labels)
      ofName.set(key, one)
      return one
    },
    forget: (name: MetricName, labels: Labels): void => void all.get(name)?.delete(keyOf(name, labels)),
    series: (name: MetricName): readonly Series[] =>
      [...(all.get(name)?.values() ?? [])].map((each) => each.series()),
  }
}

const counting = (_: MetricName, labels: Labels) => {
  let value = 0
  return {
    add: (n: number): void => {
      value += n
    },
    series: () => ({ labels, value, cumulative: null }),
  }
}

const observing = (name: MetricName, labels: Labels) => {
  const definition: Definition = catalogue[name]
  const bounds = definition.buckets ?? []
  const counts = bounds.map(() => 0)
  let beyond = 0
  let sum = 0
  return {
    observe: (value: number): void => {
      sum += value
      for (let i = 0; i < bounds.length; i++)
        if (value <= (bounds[i] ?? 0)) {
          counts[i] = (counts[i] ?? 0) + 1
          return
        }
      beyond++
    },
    series: () => {
      let up = 0
      const cumulative = [...counts, beyond].map((count) => {
        up += count
        return up
      })
      return { labels, value: sum, cumulative }
    },
  }
}

/** Lengths are told, so that no text of a client can make one series of two. */
const keyOf = (name: MetricName, labels: Labels): string =>
  catalogue[name].labels.map((label) => `${labels[label]?.length} ${labels[label]}`).join()

type Sum = Pick<Series, 'labels' | 'cumulative'> & { value: number }

const sums = (measured: Measured): ReadonlyMap<MetricName, ReadonlyMap<string, Sum>> => {
  const all = new Map<MetricName, Map<string, Sum>>()
  for (const { name, labels, value } of measured) {
    const ofName = all.get(name) ?? new Map<string, Sum>()
    all.set(name, ofName)
    const key = keyOf(name, labels)
    const known = ofName.get(key)
    if (known === undefined) ofName.set(key, { labels, value, cumulative: null })
    else known.value += value
  }
  return all
}
