import type { Origin } from './picking.ts'
import { schema, secrets } from './schema.ts'

/** A setting by its name in the schema. */
export type SettingName = keyof typeof schema | keyof typeof secrets

/** Where settings were written, if they were. */
export interface Labels {
  /** Where it was written, or where it could be. */
  readonly label: (of: SettingName) => string
  readonly isSet: (of: SettingName) => boolean
}

export const labelsOf = (origins: ReadonlyMap<string, Origin>): Labels => ({
  label: (of) => origins.get(all[of].path)?.label ?? all[of].flag ?? all[of].path,
  isSet: (of) => origins.has(all[of].path),
})

const all = { ...schema, ...secrets }
