import { createInterface } from 'node:readline/promises'
import { exitCodes } from '#config/exit-codes'
import type { Shell } from './shell.ts'

const UNLIMITED = Number.POSITIVE_INFINITY
const CLEAR_LINE = '\r\u001b[K'

/** The process itself. Who reads its output and goes (`| head`) ends it without a word. */
export const realShell = (): Shell => {
  const { stdin, stdout, stderr, env } = process
  const ending = new AbortController()
  let isGraceful = false
  let hasProgress = false
  let isGone = false
  const end = (code: number): void => {
    // The second time somebody asks, they mean it.
    if (!isGraceful || ending.signal.aborted) process.exit(code)
    ending.abort()
  }
  process.on('SIGINT', () => end(exitCodes.interrupted))
  process.on('SIGTERM', () => end(exitCodes.terminated))
  const gone = (error: Error): void => {
    if (isGone) return
    isGone = true
    if (!('code' in error) || error.code !== 'EPIPE') process.exit(exitCodes.io)
    end(exitCodes.clean)
  }
  stdout.on('error', gone)
  stderr.on('error', () => {})
  const say = (text: string): void => {
    if (isGone) return
    stderr.write(`${hasProgress ? CLEAR_LINE : ''}${text}\n`)
    hasProgress = false
  }
  return {
    env,
    input: stdin,
    out: (text) =>
      new Promise((resolve) => {
        if (hasProgress) stderr.write(CLEAR_LINE)
        hasProgress = false
        if (isGone) resolve()
        else
          stdout.write(text, (error) => {
            if (error) gone(error)
            resolve()
          })
      }),
    say,
    progress: (text) => {
      if (!stderr.isTTY) return
      hasProgress = text !== ''
      stderr.write(`${CLEAR_LINE}${text}`)
    },
    isTerminal: { input: stdin.isTTY, output: stdout.isTTY, messages: stderr.isTTY },
    columns: stdout.isTTY ? stdout.columns : UNLIMITED,
    // https://no-color.org: any value but the empty one.
    colors: stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    question: async (text) => {
      const lines = createInterface({ input: stdin, output: stderr })
      try {
        return await lines.question(text)
      } finally {
        lines.close()
      }
    },
    interrupts: () => {
      isGraceful = true
      return ending.signal
    },
    now: Date.now,
  }
}
