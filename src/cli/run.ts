import { exitCodes } from '#config/exit-codes'
import { runProgram } from './program.ts'
import { realShell } from './real-shell.ts'

/** The process, where it is not a broker. */
export const runCli = async (): Promise<void> => {
  const shell = realShell()
  try {
    process.exitCode = await runProgram(process.argv.slice(2), shell)
  } catch (error) {
    shell.say(`kedge: a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    process.exitCode = exitCodes.internal
  }
}
