import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const appender = fileURLToPath(new URL('appender.ts', import.meta.url))

/** Starts the appender and waits until it has printed so many lines. */
export const startAppender = async (dir: string, appends: number | 'hold', lines: number, mode = '') => {
  const child = spawn(process.execPath, [appender, dir, `${appends}`, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const printed: string[] = []
  const reader = createInterface({ input: child.stdout })
  await new Promise<void>((resolve, reject) => {
    reader.on('line', (line) => {
      printed.push(line)
      if (printed.length === lines) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the appender ended with ${code}`)))
  })
  return { child, printed }
}

export const kill = async (child: ChildProcess): Promise<void> => {
  const exited = once(child, 'close')
  child.kill('SIGKILL')
  await exited
}
