import type { Setting } from './setting.ts'

type AnySetting = Pick<Setting<unknown>, 'flag' | 'path'>

/** What was written in one place: the command line, the environment, or kedge.yaml. */
export interface Source {
  /** The raw value of a setting and where it stands, or undefined where it is not set here. */
  readonly written: (of: AnySetting) => Written | undefined
}

type Written = Readonly<{ label: string; raw: unknown }>
