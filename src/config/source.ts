import type { Place } from './setting.ts'

/** What was written in one place: the command line, the environment, or kedge.yaml. */
export interface Source {
  /** The raw values of a setting and where they stand, its own name first: more than one where other names are used, too. */
  readonly written: (of: Place) => readonly Written[]
}

export type Written = Readonly<{ label: string; raw: unknown }>
