import { spawn } from 'node:child_process'

/** Runs a client that is a program: what it wrote, or an error with what it complained about. */
export const run = (
  program: { readonly path: string; readonly env: NodeJS.ProcessEnv },
  args: readonly string[],
  input: string | Buffer = '',
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const child = spawn(program.path, args, { env: program.env, timeout: 120_000, killSignal: 'SIGKILL' })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    // It may end without reading all of its input; its exit code says why.
    child.stdin.on('error', () => {})
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(out))
      else
        reject(
          // Kafka's tools complain where they print.
          new Error(
            `${program.path} ${args.join(' ')} ended with ${signal ?? code}:\n${textOf(err)}\n${textOf(out)}`,
          ),
        )
    })
    child.stdin.end(input)
  })

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString().slice(0, 4_000)
