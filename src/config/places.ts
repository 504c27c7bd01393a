import { schema, secrets } from './schema.ts'
import { fileOf, type Secret } from './secret.ts'
import type { Place } from './setting.ts'

/** Secrets and the files that may hold them: all that can be written but is no flag. */
export const secretPlaces: readonly Secret[] = Object.values(secrets).flatMap((of) => [of, fileOf(of)])

/** All that can be written in a variable or in kedge.yaml. */
export const places: readonly Place[] = [...Object.values(schema), ...secretPlaces]

/** Every key of kedge.yaml, Kafka's names among them. */
export const keys: readonly string[] = places.flatMap(({ path, kafka = [] }) => [path, ...kafka])
