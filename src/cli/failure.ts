import { type ExitCode, exitCodes } from '#config/exit-codes'

/** Why a command ends without having done what it was asked, in words for whoever typed it. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = exitCodes.failure) {
    super(message)
    this.exitCode = exitCode
  }
}

/** What was asked makes no sense, though each word of it does. */
export const misused = (message: string): Failure => new Failure(message, exitCodes.usage)

export const unreachable = (message: string): Failure => new Failure(message, exitCodes.unavailable)

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
