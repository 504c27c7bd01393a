import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { Ajv } from 'ajv'
import { describe, expect } from 'vitest'
import { parse } from 'yaml'
import { configure } from '#config'
import type { Value } from '#config/described'
import { readFlags } from '#config/flags'
import { keys, secretPlaces } from '#config/places'
import { schema } from '#config/schema'
import { decode } from '#shared/codec'
import { E } from '#shared/fp'
import { configured, file, noFile } from '#test/support/configured'
import { repository } from '#test/support/unpacked'

const text = (name: string): string => readFileSync(join(repository, 'docs', name), 'utf8')
const isValid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(text('kedge.schema.json')),
)

const places: readonly Readonly<{ path: string; type: Value<unknown> }>[] = [
  ...Object.values(schema),
  ...secretPlaces,
]

/** What the JSON Schema and the start say of a file. Without --insecure the start looks at more than its form. */
const verdicts = (yaml: string) => ({
  schema: isValid(parse(yaml)),
  start: E.isRight(configure(readFlags(['--insecure']), {}, file(yaml))),
})

describe('docs/kedge.example.yaml', () => {
  const example = text('kedge.example.yaml')
  const uncommented = example.replaceAll(/^( *)#(?=[a-z])/gm, '$1')

  test('sets nothing as it is', () => {
    expect(configured({ read: file(example) }).settings).toEqual(configured({ read: noFile }).settings)
    expect(isValid(parse(example))).toBe(true)
  })

  test('with its comments taken away is taken, and sets the defaults', () => {
    const { settings, origins } = configured({ read: file(uncommented) })
    expect(verdicts(uncommented)).toEqual({ schema: true, start: true })
    for (const [name, { path, example: value, fallback, isAlternative }] of Object.entries<
      (typeof schema)[keyof typeof schema] & { example?: string; isAlternative?: true }
    >(schema)) {
      expect(origins.has(path), path).toBe(isAlternative !== true)
      if (value === undefined) expect({ [name]: { ...settings }[name] }).toEqual({ [name]: fallback })
    }
  })

  test('names every key', () => {
    for (const path of keys.filter((key) => key.split('.').length < 3))
      expect(example).toContain(`${path.split('.').at(-1)}:`)
  })
})

describe('a file in a document', () => {
  const blocks = ['../README.md', 'configuration.md'].flatMap((name) =>
    [...text(name).matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => yaml),
  )

  test('can be copied', () => {
    expect(blocks.length).toBeGreaterThan(2)
    for (const yaml of blocks) {
      expect(isValid(parse(yaml)), yaml).toBe(true)
      expect(configured({ read: file(yaml) }).warnings).toEqual([])
    }
  })
})

describe('docs/kedge.schema.json', () => {
  test.each([
    '',
    'server:\n',
    'store: memory\n',
    'store: embedded:/data\n',
    'store: rediss://user:pw@h:7000/2\n',
    'server:\n  port: 1\n  host: 10.0.0.1\n',
    'server:\n  port: "1"\n',
    'server.port: 1\n',
    'server:\n  insecure: "TRUE"\n  connection-idle-ms: 7d\n  max-frame-bytes: 512 KiB\n',
    'server:\n  listeners: in://:1,ex://h:2\n',
    'server:\n  listeners: [in://:1, "ex://h:2"]\n',
    'advertised.listeners: plaintext://k:1\n',
    'advertised:\n  listeners: plaintext://k:1\n',
    'log:\n  level: debug\n  retention:\n    check:\n      interval:\n        ms: 1\n',
    'log:\n  retention.check.interval.ms: 1\n',
    'redis:\n  password: "0123"\n',
    'server:\n  namespace: 7\n',
    'server:\n  connection-idle-ms: PT30S\n',
    'server:\n  connection-idle-ms: pt1m0.5s\n',
    'server:\n  connection-idle-ms: P1D\n',
    'server:\n  connection-idle-ms: P1DT12H\n',
    'log:\n  level: DEBUG\n',
    'durability: EverySec\nstore: redis://h\n',
  ])('takes %j, and so does the start', (yaml) => {
    expect(verdicts(yaml)).toEqual({ schema: true, start: true })
  })

  test.each([
    '- 1\n',
    'store: tape\n',
    'store: redis://\n',
    'store: redis://h/x\n',
    'store: [memory]\n',
    'store:\n',
    'sotre: memory\n',
    'server: 1\n',
    'server:\n  port: 70000\n',
    'server:\n  port: x\n',
    'server:\n  port: 1.5\n',
    'server:\n  port: true\n',
    'server:\n  prot: 1\n',
    'server:\n  insecure: perhaps\n',
    'server:\n  connection-idle-ms: 3 weeks\n',
    'server:\n  connection-idle-ms: 1\n',
    'server:\n  connection-idle-ms: P\n',
    'server:\n  connection-idle-ms: PT\n',
    'server:\n  connection-idle-ms: P1DT\n',
    'server:\n  connection-idle-ms: P1M\n',
    'server:\n  connection-idle-ms: PT1.5M\n',
    'server:\n  connection-idle-ms: -PT5S\n',
    'server:\n  max-frame-bytes: 1 MB\n',
    'server:\n  host: a b\n',
    'server:\n  namespace: A\n',
    'server:\n  listeners: 9092\n',
    'server:\n  listeners: []\n',
    'log:\n  level: loud\n',
    'log.retention:\n  check.interval.ms: 1\n',
    'log:\n  segment:\n    bytes: 1\n',
    'redis:\n  password: 123\n',
    'redis:\n  password: ""\n',
    'redis:\n  password: "********"\n',
  ])('refuses %j, and so does the start', (yaml) => {
    expect(verdicts(yaml)).toEqual({ schema: false, start: false })
  })

  test.prop([fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constantFrom(0, 1, 70_000, [], {}))])(
    'takes what the start takes of numbers, booleans and lists, for every setting',
    (raw) => {
      for (const { path, type } of places)
        expect(isValid({ [path]: raw }), `${path}: ${JSON.stringify(raw)}`).toBe(E.isRight(decode(type, raw)))
    },
  )

  test('has a description of every setting', () => {
    const { properties } = JSON.parse(text('kedge.schema.json'))
    for (const { path, about } of Object.values(schema)) expect(properties[path].description).toContain(about)
  })
})
