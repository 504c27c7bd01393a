import { collectDefaultMetrics, Registry, type RegistryContentType } from 'prom-client'
import type { Readings } from '#ports/metrics'
import { factsOf, metricOf } from './written.ts'

/** What a scraper is sent. */
export type Exposed = Readonly<{ contentType: string; body: Buffer }>

export interface Exposition {
  /** In OpenMetrics where `accept` asks for it, else in Prometheus's own format. */
  readonly expose: (accept: string | undefined) => Promise<Exposed>
}

/** However many scrape: what was written is sent again for so long. */
const HOLDS_MS = 1_000

/** Writes what was read, and what Node says of the process, in the formats of Prometheus. */
export const exposition = (readings: Readings, monotonic: () => number): Exposition => {
  const node = new Registry()
  collectDefaultMetrics({ register: node, eventLoopMonitoringPrecision: 20 })
  const written = new Map<boolean, Readonly<{ at: number; exposed: Promise<Exposed> }>>()

  // A registry for each text: one that was once asked for OpenMetrics has lost the ends of its counters' names.
  const write = async (isOpen: boolean): Promise<Exposed> => {
    const registry = new Registry<RegistryContentType>()
    if (isOpen) registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
    const [families, process] = await Promise.all([readings.read(), node.getMetricsAsJSON()])
    for (const family of families) registry.registerMetric(metricOf(factsOf(family)))
    for (const { name, help, type, values } of process)
      registry.registerMetric(metricOf({ name, help, kind: String(type), lines: values }))
    return { contentType: registry.contentType, body: Buffer.from(await registry.metrics()) }
  }

  return {
    expose: (accept) => {
      const isOpen = prefersOpenMetrics(accept)
      const last = written.get(isOpen)
      if (last !== undefined && monotonic() - last.at < HOLDS_MS) return last.exposed
      const exposed = write(isOpen)
      written.set(isOpen, { at: monotonic(), exposed })
      exposed.catch(() => written.delete(isOpen))
      return exposed
    },
  }
}

/** Prometheus sends both with a weight each; whoever names OpenMetrics at all understands it. */
const prefersOpenMetrics = (accept = ''): boolean =>
  /\bapplication\/openmetrics-text\b(?!\s*;\s*q=0(\.0*)?\b)/.test(accept)
