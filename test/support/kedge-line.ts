import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Ran } from './cli-shell.ts'
import { repository } from './unpacked.ts'

export const program = join(repository, 'bin', 'kedge.js')

type Around = Readonly<{ cwd?: string; env?: Readonly<Record<string, string>> }>

/** A line of a shell, in which `kedge` is the program; of what surrounds us it knows the path alone. */
export const kedgeLine = async (line: string, { cwd, env = {} }: Around = {}): Promise<Ran> => {
  const script = `set -o pipefail; kedge() { '${process.execPath}' '${program}' "$@"; }; ${line}`
  const child = spawn('bash', ['-c', script], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  const [code] = await once(child, 'close')
  return { code: Number(code), ...said }
}
