import { exitCodes } from '#config/exit-codes'
import { runProgram } from './program.ts'
import { realShell } from './real-shell.ts'

/** The process, where it is not a broker. */
export const runCli = async (): Promise<void> => {
  const shell = realShell()
  const bug = (error: unknown): void => {
    shell.say(`kedge: a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    process.exit(exitCodes.internal)
  }
  process.on('uncaughtException', bug)
  process.on('unhandledRejection', bug)
  try {
    process.exitCode = await runProgram(process.argv.slice(2), shell)
  } catch (error) {
    bug(error)
  }
}
