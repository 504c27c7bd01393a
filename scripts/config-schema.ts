import { type JsonSchema } from '#config/described'
import { secretPlaces } from '#config/places'
import { schema } from '#config/schema'
import { type Setting, variable } from '#config/setting'
import { generated } from './generated.ts'

// Writes docs/kedge.schema.json, by which editors complete and check kedge.yaml; with --check, says whether it is up to date.

type Leaf = Readonly<{ key: string; schema: JsonSchema }>

const settings: readonly Setting<unknown>[] = Object.values(schema)

const leaves: readonly Leaf[] = [
  ...settings.flatMap((of) => {
    const { path, about, type, kafka = [], fallback } = of
    const facts = { ...type.json, ...(isPlain(fallback) ? { default: fallback } : {}) }
    const description = `${about} Default: ${of.otherwise}. Variable ${variable(of)}, flag ${of.flag}.`
    return [
      { key: path, schema: { description, ...facts } },
      // What has the same name is there once; an alias is one to take, not one to propose.
      ...kafka.map((key) => ({ key, schema: { description: `Kafka's name of ${path}.`, ...type.json } })),
    ]
  }),
  ...secretPlaces.map((of) => ({
    key: of.path,
    schema: { description: `${of.about} Variable ${variable(of)}.`, ...of.type.json },
  })),
]

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

/** A level of the file: each key as a path down to its setting, and the sections that lie between. */
const section = (below: readonly Leaf[]): JsonSchema => {
  const properties: Record<string, JsonSchema> = {}
  for (const { key, schema: leaf } of below) properties[key] = leaf
  const names = new Set(
    below.filter(({ key }) => key.includes('.')).map(({ key }) => key.split('.')[0] ?? ''),
  )
  for (const name of names) {
    const prefix = `${name}.`
    const inside = below.filter(({ key }) => key.startsWith(prefix))
    properties[name] = section(inside.map((leaf) => ({ ...leaf, key: leaf.key.slice(prefix.length) })))
  }
  return {
    type: ['object', 'null'],
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

const jsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'kedge.yaml',
  $comment: 'Generated from src/config/schema.ts by scripts/config-schema.ts: do not edit.',
  ...section(leaves),
}

generated('kedge.schema.json', `${JSON.stringify(jsonSchema, null, 2)}\n`, 'config-schema.ts')
