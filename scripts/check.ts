import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'

// `npm run check`: everything that has to be in order before a push, two steps at a time. A step that passes is silent.

const steps: readonly (readonly [name: string, command: string])[] = [
  ['tests', 'vitest run --project unit'],
  ['format', 'biome ci'],
  ['types', 'tsc -b'],
  ['lint', 'oxlint'],
  ['layers', 'depcruise --config .dependency-cruiser.cjs src'],
  ['dead code', 'knip'],
  ['schemas', 'node scripts/check-schemas.ts'],
  ['protocol table', 'node scripts/protocol-table.ts --check'],
  ['configuration reference', 'node scripts/config-reference.ts --check'],
  ['configuration schema', 'node scripts/config-schema.ts --check'],
  ['configuration example', 'node scripts/config-example.ts --check'],
  ['metrics', 'node scripts/metrics-reference.ts --check'],
  ['command line reference', 'node scripts/cli-reference.ts --check'],
  ['topic and broker configs', 'node scripts/kafka-configs.ts --check'],
  ['lock', 'node scripts/complete-lock.ts --check'],
]
const lanes = 2
const env = { ...process.env, NO_COLOR: '1' }

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** Runs a step; says how long it took, and what it said where it failed. */
const run = ([name, command]: readonly [string, string]): Promise<boolean> =>
  new Promise((resolve) => {
    const since = performance.now()
    const output: Buffer[] = []
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], env })
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
    child.once('close', (code) => {
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds(since)})`)
      if (code !== 0) console.log(`$ ${command}\n${Buffer.concat(output).toString()}`)
      resolve(code === 0)
    })
  })

const started = performance.now()
const waiting = [...steps]
const failed: string[] = []
const lane = async (): Promise<void> => {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift())
    if (!(await run(step))) failed.push(step[0])
}
await Promise.all(Array.from({ length: lanes }, lane))
console.log(
  failed.length === 0
    ? `all in order (${seconds(started)})`
    : `failed: ${failed.join(', ')} (${seconds(started)})`,
)
process.exitCode = failed.length === 0 ? 0 : 1
