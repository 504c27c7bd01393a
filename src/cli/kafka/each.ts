import { type ExitCode, exitCodes } from '#config/exit-codes'
import { Failure } from '../failure.ts'
import type { Shell } from '../shell.ts'

/**
 * Does it for one after the other. What is refused is said, and the others are done all the same; the exit code is that of the
 * first refusal. A broker that cannot be reached ends all.
 */
export const each = async <A>(
  shell: Shell,
  things: readonly A[],
  act: (thing: A) => Promise<void>,
  progress?: (done: number) => string,
): Promise<ExitCode> => {
  let exitCode: ExitCode = exitCodes.clean
  for (const [done, thing] of things.entries()) {
    if (progress !== undefined && things.length > 1) shell.progress(progress(done))
    try {
      await act(thing)
    } catch (error) {
      if (!(error instanceof Failure) || error.exitCode === exitCodes.unavailable) throw error
      shell.say(`kedge: ${error.message}`)
      if (exitCode === exitCodes.clean) exitCode = error.exitCode
    }
  }
  shell.progress('')
  return exitCode
}
