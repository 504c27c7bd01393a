import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { apis } from '#adapters/kafka/protocol/apis'
import type { AnyMessage } from '#adapters/kafka/protocol/schema'
import { type KafkaMessage, kafkaMessage } from './kafka-definition.ts'
import { schemaLines } from './schema-lines.ts'

// Compares every declared schema, version by version and field by field, with Apache Kafka's own definitions. They are
// no part of the project; without them there is nothing to compare with, and that is no error.

/** Where we stop short of Kafka's range, and why. */
const narrower: readonly { readonly name: string; readonly max: number; readonly why: string }[] = [
  { name: 'ApiVersions', max: 4, why: 'v5 (KIP-1242) comes with 4.4 clients; those of 4.3 send v4' },
]

/** The differences, as sentences; none if the message is what Kafka says. */
export const differences = (ours: AnyMessage, kafka: KafkaMessage, unstable: boolean): readonly string[] => {
  const [min, max] = ours.versions
  const expectedMax =
    narrower.find(({ name }) => name === ours.name)?.max ?? kafka.versions[1] - (unstable ? 1 : 0)
  const found: string[] = []
  if (min !== kafka.versions[0] || max !== expectedMax)
    found.push(`versions ${min}-${max}, Kafka has ${kafka.versions[0]}-${expectedMax}`)
  if (ours.flexibleSince !== kafka.flexibleSince)
    found.push(`flexible since ${ours.flexibleSince}, Kafka since ${kafka.flexibleSince}`)
  for (let version = min; version <= max; version++) found.push(...inVersion(ours, kafka, version))
  return found
}

const inVersion = (ours: AnyMessage, kafka: KafkaMessage, version: number): readonly string[] => {
  const mine = schemaLines(ours.body.shape, version, ours.versions)
  const theirs = schemaLines(kafka.shape, version, ours.versions)
  const surplus = mine.filter((line) => !theirs.includes(line)).map((line) => `v${version} has ${line}`)
  const missing = theirs.filter((line) => !mine.includes(line)).map((line) => `v${version} lacks ${line}`)
  const reordered =
    presentOnly(mine).join() === presentOnly(theirs).join() ? [] : [`v${version} has another order`]
  return surplus.length + missing.length > 0 ? [...surplus, ...missing] : reordered
}

const presentOnly = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => !line.includes(' absent, '))

const main = (folder: string): number => {
  if (!existsSync(folder)) {
    console.log(`check-schemas: skipped, no Kafka definitions in ${folder}`)
    return 0
  }
  const read = (name: string): KafkaMessage =>
    kafkaMessage(readFileSync(join(folder, `${name}.json`), 'utf8'))
  const found = apis.flatMap(({ request, response }) => {
    const asked = read(`${request.name}Request`)
    const told = (side: string, ours: AnyMessage, kafka: KafkaMessage) =>
      differences(ours, kafka, asked.latestUnstable).map((difference) => `${ours.name}${side}: ${difference}`)
    return [
      ...told('Request', request, asked),
      ...told('Response', response, read(`${response.name}Response`)),
    ]
  })
  for (const difference of found) console.error(difference)
  console.log(`check-schemas: ${apis.length} APIs compared, ${found.length} differences`)
  return found.length === 0 ? 0 : 1
}

if (process.argv[1] === import.meta.filename)
  process.exitCode = main(
    process.env['KAFKA_SCHEMAS'] ?? join(import.meta.dirname, '../../shared/kafka-schemas'),
  )
