import type { Java } from '../scripts/kafka-jars.ts'
import { casesFor, warmUp } from './cases/all.ts'
import type { Holding } from './holding.ts'
import { javaHost } from './java-host.ts'
import type { Sample } from './results.ts'
import type { Sizes } from './sizes.ts'
import type { System } from './systems/system.ts'

export type Measured = Readonly<{ samples: readonly Sample[]; failures: readonly string[] }>

/**
 * Rounds that alternate: in each, every system is started, warmed, measured and stopped, with none of the others running;
 * who is first changes from round to round. `elapsed` in minutes.
 */
export const measureRounds = async (
  java: Java,
  systems: readonly System[],
  sizes: Sizes,
  only: string | null,
  { hold, isInterrupted }: Holding,
  elapsed: () => number,
): Promise<Measured> => {
  const samples: Sample[] = []
  const failures: string[] = []
  let longest = 0
  for (let round = 0; round < sizes.rounds; round++) {
    const start = elapsed()
    if (start + longest > sizes.minutes)
      return { samples, failures: [...failures, `only ${round} of ${sizes.rounds} rounds were over in time`] }
    for (const system of rotated(systems, round)) {
      if (isInterrupted()) return { samples, failures }
      const began = performance.now()
      try {
        samples.push(...(await measureSystem(java, system, sizes, only, round, hold, failures)))
      } catch (cause) {
        failures.push(failureOf(system, round, 'all of it', cause))
      }
      const seconds = (performance.now() - began) / 1_000
      console.log(`ok     round ${round + 1} of ${sizes.rounds}: ${system.title} (${seconds.toFixed(0)} s)`)
    }
    longest = Math.max(longest, elapsed() - start)
  }
  return { samples, failures }
}

export const rotated = <A>(all: readonly A[], by: number): readonly A[] =>
  all.map((_, i) => all[(i + by) % all.length]).filter((one) => one !== undefined)

const measureSystem = async (
  java: Java,
  system: System,
  sizes: Sizes,
  only: string | null,
  round: number,
  hold: Holding['hold'],
  failures: string[],
): Promise<readonly Sample[]> => {
  const running = await hold(system.open())
  const samples: Sample[] = []
  let host = null
  try {
    for (const { name, measure, once = false } of casesFor(system)) {
      if ((only !== null && !name.includes(only)) || (once && round > 0)) continue
      const began = performance.now()
      try {
        // Not before it is needed: start-up and idle memory are measured with no other JVM about.
        if (host === null && !BEFORE_CLIENTS.includes(name)) {
          host = await hold(Promise.resolve(javaHost(java)))
          await warmUp({ running, host, sizes, share: system.share })
        }
        const on = { running, host: host ?? noHost, sizes, share: system.share }
        for (const [metric, value] of Object.entries(await measure(on)))
          samples.push({ system: system.id, round, case: name, metric, value })
      } catch (cause) {
        failures.push(failureOf(system, round, name, cause))
      }
      if (process.env['BENCH_VERBOSE'] !== undefined)
        console.log(`       ${system.id}: ${name} (${((performance.now() - began) / 1_000).toFixed(1)} s)`)
    }
  } finally {
    await host?.stop()
    await running.stop()
  }
  return samples
}

const BEFORE_CLIENTS = ['metrics', 'start-up', 'idle']

const noHost = {
  run: () => Promise.reject(new Error('no client is running yet')),
  stop: () => Promise.resolve(),
}

const failureOf = (system: System, round: number, what: string, cause: unknown): string => {
  const text = `${system.title}, round ${round + 1}, ${what}: ${cause instanceof Error ? cause.message : String(cause)}`
  console.log(`FAILED ${text}`)
  return text
}
