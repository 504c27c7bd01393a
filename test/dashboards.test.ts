import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { exposition } from '#adapters/prometheus/exposition'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import { catalogue } from '#ports/metric-catalogue'
import { namesIn } from '#test/support/exposed'
import { repository } from '#test/support/unpacked'

const read = (path: string): string => readFileSync(join(repository, path), 'utf8')

/** What can be asked of Prometheus: a histogram is three names. */
const known = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const { body } = await exposition(prometheusMetrics(), () => 0).expose(undefined)
  const histogram = (name: string) => ['_bucket', '_sum', '_count'].map((suffix) => `${name}${suffix}`)
  const own = Object.entries(catalogue).flatMap(([name, { kind, labels }]) =>
    (kind === 'histogram' ? histogram(name) : [name]).map((each) => [each, [...labels, 'le']] as const),
  )
  const ofNode = [...namesIn(body.toString())].flatMap(([name, type]) =>
    (type === 'histogram' ? histogram(name) : [name]).map((each) => [each, ['kind', 'type']] as const),
  )
  return new Map<string, readonly string[]>([...ofNode, ...own, ['up', []]])
}

const metricsIn = (expr: string): readonly string[] =>
  expr.match(/\b(?:(?:kedge|kafka|process|nodejs)_[a-z0-9_]+|up)\b/g) ?? []
/** Labels that selectors name, with the metric; `instance` and `job` are Prometheus's own. */
const selectors = (expr: string): readonly (readonly [metric: string, label: string])[] =>
  [...expr.matchAll(/\b([a-z_0-9]+)\{([^}]*)\}/g)].flatMap(([, metric = '', inner = '']) =>
    [...inner.matchAll(/([a-z]+)(?:=~|!=|!~|=)/g)].map(([, label = '']) => [metric, label] as const),
  )

const alerts = (): readonly { alert: string; expr: string; annotations: object; labels: object }[] =>
  parse(read('deploy/prometheus/alerts.yml')).groups.flatMap((group: { rules: unknown }) => group.rules)

const panels = (): readonly { type: string; title: string; id: number; targets?: { expr: string }[] }[] =>
  JSON.parse(read('deploy/grafana/kedge.json')).panels

const expressions = [
  ...alerts().map(({ alert, expr }) => [alert, expr] as const),
  ...panels().flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
]

describe('what alerts and the dashboard ask', () => {
  test.each(expressions)('%s: %s names only metrics and labels that there are', async (_, expr) => {
    const names = await known()
    expect(metricsIn(expr).length).toBeGreaterThan(0)
    expect(metricsIn(expr).filter((name) => !names.has(name))).toEqual([])
    const foreign = selectors(expr).filter(
      ([metric, label]) => !['instance', 'job'].includes(label) && !names.get(metric)?.includes(label),
    )
    expect(foreign).toEqual([])
  })
})

describe('alerts', () => {
  test('each say what it is about and what to do', () => {
    expect(alerts().length).toBeGreaterThan(10)
    for (const { annotations, labels } of alerts()) {
      expect(Object.keys(annotations)).toEqual(['summary', 'description'])
      expect(Object.keys(labels)).toEqual(['severity'])
    }
  })
})

describe('the dashboard', () => {
  test('asks the source that is chosen on import, and no panel twice', () => {
    const text = read('deploy/grafana/kedge.json')
    const sources = [...text.matchAll(/"uid": "([^"]*)"/g)].map(([, uid]) => uid)
    expect(new Set(sources)).toEqual(new Set(['$' + '{DS_PROMETHEUS}', 'kedge']))
    const ids = panels().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
