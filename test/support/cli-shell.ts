import { runProgram } from '#cli/program'
import type { Shell } from '#cli/shell'
import type { Environment } from '#config/environment'

export type Ran = Readonly<{ code: number; stdout: string; stderr: string }>

export type Around = Readonly<{
  env?: Environment
  /** What is typed or piped in. */
  input?: string | Buffer
  columns?: number
  colors?: boolean
  /** Somebody sits there, and answers this when asked. */
  answer?: string
  interrupt?: AbortSignal
  onOut?: (soFar: string) => void
}>

/** A command of `kedge`, run in this process with a shell that remembers what it was told. */
export const runKedge = async (
  argv: readonly string[],
  around: Around = {},
): Promise<Ran & { bytes: Buffer }> => {
  const out: Buffer[] = []
  let stderr = ''
  const shell: Shell = {
    env: around.env ?? {},
    input: piped(around.input),
    out: async (text) => {
      out.push(Buffer.from(text))
      around.onOut?.(Buffer.concat(out).toString())
    },
    say: (text) => {
      stderr += `${text}\n`
    },
    progress: () => {},
    isTerminal: { input: around.answer !== undefined, output: false, messages: around.answer !== undefined },
    columns: around.columns ?? Number.POSITIVE_INFINITY,
    colors: around.colors ?? false,
    question: async (text) => {
      stderr += text
      return around.answer ?? ''
    },
    interrupts: () => around.interrupt ?? new AbortController().signal,
    now: Date.now,
  }
  const code = await runProgram(argv, shell)
  const bytes = Buffer.concat(out)
  return { code, stdout: bytes.toString(), stderr, bytes }
}

async function* piped(input: string | Buffer | undefined): AsyncGenerator<Buffer, void> {
  if (input !== undefined) yield Buffer.from(input)
}

/** The rows of a printed table, by the titles of its columns; cells are apart by two spaces or more. */
export const rowsOf = (text: string): readonly Readonly<Record<string, string>>[] => {
  const [head = '', ...lines] = text.split('\n').filter((line) => line !== '')
  const titles = head.trim().split(/ {2,}/)
  return lines.map((line) => {
    const cells = line.trim().split(/ {2,}/)
    return Object.fromEntries(titles.map((title, at) => [title, cells[at] ?? '']))
  })
}
