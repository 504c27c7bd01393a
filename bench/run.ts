import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '#test/support/unpacked'
import { getJava, type Java } from '../scripts/kafka-jars.ts'
import { type Arguments, readArguments, usage } from './arguments.ts'
import { baseInWords } from './cases/flows.ts'
import { holding } from './holding.ts'
import { CLIENT_JVM, compileHost } from './java-host.ts'
import { measureLimits } from './limits/all.ts'
import { machine, versions } from './machine.ts'
import { documentOf } from './report/document.ts'
import type { Results } from './results.ts'
import { measureRounds } from './rounds.ts'
import { sizesOf } from './sizes.ts'
import { systemsFor } from './systems/all.ts'

// `npm run bench`: see bench/README.md. Every case starts servers of its own; nothing else should be running.

/** What each mode gives the limits of what they could do. */
const LIMIT_SHARE = { smoke: 0.05, quick: 0.3, full: 1 }

const main = async (args: Arguments): Promise<void> => {
  // A run of a few seconds says nothing, and does not replace what does.
  const usual = args.mode === 'smoke' ? join(repository, '.cache', 'bench') : join(repository, 'docs')
  const out = args.out ?? usual
  const file = join(out, 'benchmarks.json')
  const results: Results = args.redraw ? JSON.parse(await readFile(file, 'utf8')) : await measureAll(args)
  await mkdir(join(out, 'benchmarks'), { recursive: true })
  if (!args.redraw) await writeFile(file, `${JSON.stringify(results, null, 1)}\n`)
  const notes = await readFile(join(import.meta.dirname, 'notes.md'), 'utf8')
  const { markdown, plots } = documentOf(results, notes)
  await writeFile(join(out, 'benchmarks.md'), markdown)
  for (const { file: name, svg } of plots) await writeFile(join(out, 'benchmarks', name), svg)
  console.log(`${relative(process.cwd(), join(out, 'benchmarks.md'))} is written`)
  if (results.failures.length > 0) process.exitCode = 1
}

const measureAll = async (args: Arguments): Promise<Results> => {
  const began = performance.now()
  const elapsed = (): number => (performance.now() - began) / 60_000
  const startedAt = new Date().toISOString().slice(0, 16)
  const java = javaOrReason()
  const sizes = sizesOf[args.mode]
  const systems = systemsFor(args, java)
  const held = holding()
  // Every server that is started brings a listener of its own.
  process.setMaxListeners(0)
  try {
    const limits =
      args.only === null ? await measureLimits(args.store, sizes.rounds, LIMIT_SHARE[args.mode], held) : []
    const { samples, failures } = await measureRounds(java, systems, sizes, args.only, held, elapsed)
    const groups = args.mode === 'full' && args.only === null ? await groupsBench() : null
    return {
      mode: args.mode,
      machine: machine(),
      versions: versions(args.peer === null ? null : java),
      startedAt,
      minutes: elapsed(),
      systems: systems.map(({ id, title, durability, settings }) => ({ id, title, durability, settings })),
      clients: [
        baseInWords,
        `at most ${sizes.bytes / 1e6} MB and ${sizes.records.toLocaleString('en')} records a case, the first tenth of which is warm-up; a tenth of that for what flushes before each answer`,
        `Kafka's own ProducerPerformance, ConsumerPerformance, EndToEndLatency and bench/java/Paced.java, all in one JVM: ${CLIENT_JVM.join(' ')}`,
        'ConsumerPerformance: its defaults (1 MiB a partition and fetch)',
        '@platformatic/kafka: 5 sends of 100 records in flight, acks all',
      ],
      samples,
      limits,
      groups,
      failures,
    }
  } finally {
    await held.releaseAll()
  }
}

const javaOrReason = (): Java => {
  const java = getJava()
  if (typeof java === 'string')
    throw new Error(`Kafka's clients drive the benchmark, and they cannot be run here: ${java}`)
  compileHost(java)
  return java
}

/** What a group costs is measured by a program of its own; it prints what it found. */
const groupsBench = async (): Promise<string> => {
  const program = join(import.meta.dirname, 'groups.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 900_000 })
  return stdout
}

const readOrExplain = (): Arguments | null => {
  try {
    return readArguments(process.argv.slice(2))
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : String(cause)}\n${usage}`)
    process.exitCode = 2
    return null
  }
}

const args = readOrExplain()
if (args !== null) await main(args)
