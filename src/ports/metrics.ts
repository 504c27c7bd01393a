import type { catalogue, Definition } from './metric-catalogue.ts'

/**
 * Numbers about the broker: counted where things happen, read by whoever asks. Every name is in the catalogue, and comes
 * with exactly the labels that it has there. Counting never fails and never waits.
 */
export interface Metrics {
  /** Bound to its labels once, so that counting is an addition. The same name and labels are the same counter. */
  readonly counter: <N extends NameOf<'counter'>>(name: N, labels: LabelsOf<N>) => Counter
  readonly histogram: <N extends NameOf<'histogram'>>(name: N, labels: LabelsOf<N>) => Histogram
  /** Forgets the series of a counter, whose name in the world is gone; who still counts it counts for nobody. */
  readonly forget: <N extends NameOf<'counter'>>(name: N, labels: LabelsOf<N>) => void
  /**
   * Values that are looked up whenever somebody reads. What several sources say of one series is added up. A source that
   * fails says nothing, and keeps nobody else's values from being read. Returns how to stop.
   */
  readonly measure: (source: () => Measured | Promise<Measured>) => () => void
}

export interface Counter {
  readonly add: (n: number) => void
}

export interface Histogram {
  readonly observe: (value: number) => void
}

export type Measured = readonly Measurement[]

/** One value of a gauge, or of a counter that something else keeps. */
export type Measurement = {
  readonly [N in NameOf<'gauge' | 'counter'>]: Readonly<{ name: N; labels: LabelsOf<N>; value: number }>
}[NameOf<'gauge' | 'counter'>]

/** The other side: what was counted and measured. */
export interface Readings {
  readonly read: () => Promise<readonly Family[]>
}

/** All series of a name, in the order in which they came to be; those without any are missing. */
export type Family = Readonly<{ name: MetricName; definition: Definition; series: readonly Series[] }>

export type Series = Readonly<{
  labels: Readonly<Record<string, string>>
  /** Of a histogram the sum of what was observed. */
  value: number
  /** How much was observed up to each bound of the definition, and in all at the end; null but for histograms. */
  cumulative: readonly number[] | null
}>

type Catalogue = typeof catalogue
export type MetricName = keyof Catalogue
export type NameOf<K extends Definition['kind']> = {
  [N in MetricName]: Catalogue[N]['kind'] extends K ? N : never
}[MetricName]
export type LabelsOf<N extends MetricName> = Readonly<Record<Catalogue[N]['labels'][number], string>>
