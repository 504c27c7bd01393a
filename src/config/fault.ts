import { type ExitCode, exitCodes } from './exit-codes.ts'

/** What keeps the program from starting: where it was written (`--port`, `KEDGE_STORE`, `kedge.yaml: server.port`), and why. */
export type ConfigFault = Readonly<{
  /** A usage fault is a command line that means nothing; the others are values that cannot be. */
  kind: 'usage' | 'configuration'
  source: string
  message: string
}>

export const usage = (source: string, message: string): ConfigFault => ({ kind: 'usage', source, message })

export const misconfigured = (source: string, message: string): ConfigFault => ({
  kind: 'configuration',
  source,
  message,
})

/** Every fault on its line. */
export const faultLines = (faults: readonly ConfigFault[]): string =>
  faults.map(({ source, message }) => `${source}: ${message}\n`).join('')

export const exitCodeOf = (faults: readonly ConfigFault[]): ExitCode =>
  faults.some(({ kind }) => kind === 'usage') ? exitCodes.usage : exitCodes.configuration
