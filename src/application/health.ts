import type { Clock } from '#ports/clock'
import type { Timers } from '#ports/timers'

/** One thing that has to be so before requests can be served, and why it is or is not. */
export type Check = Readonly<{ name: string; isOk: boolean; why: string }>

/** Whether requests can be served; asked often, by whoever sends them here. */
export interface Health {
  readonly checks: () => Promise<readonly Check[]>
}

/** An answer is as good as new for so long; a store that gives none for so long is taken to be away. */
const FRESH_MS = 1_000
const DEADLINE_MS = 1_000

/**
 * Asks a store whether it answers. At most one question is under way, however many want to know, and nobody waits for it
 * beyond the deadline: who comes when it is past is told so at once.
 */
export const storeCheck = (
  { clock, timers }: Readonly<{ clock: Clock; timers: Timers }>,
  ask: () => Promise<unknown>,
): (() => Promise<Check>) => {
  let answered: Readonly<{ at: number; check: Check }> | null = null
  let asked: Readonly<{ at: number; outcome: Promise<Check> }> | null = null

  const question = async (): Promise<Check> => {
    const since = clock.monotonic()
    const took = (): number => Math.round(clock.monotonic() - since)
    const check = await ask().then(
      () => ok('store', `answered within ${took()} ms`),
      (error: unknown) => failed('store', error instanceof Error ? error.message : String(error)),
    )
    answered = { at: clock.monotonic(), check }
    asked = null
    return check
  }

  return async () => {
    const now = clock.monotonic()
    if (answered !== null && now - answered.at < FRESH_MS) return answered.check
    asked ??= { at: now, outcome: question() }
    const left = asked.at + DEADLINE_MS - now
    return left > 0 ? within(timers, left, asked.outcome) : tooLate
  }
}

const within = async (timers: Timers, ms: number, outcome: Promise<Check>): Promise<Check> => {
  const late = Promise.withResolvers<Check>()
  const cancel = timers.after(ms, () => late.resolve(tooLate))
  const first = await Promise.race([outcome, late.promise])
  cancel()
  return first
}

export const ok = (name: string, why: string): Check => ({ name, isOk: true, why })
export const failed = (name: string, why: string): Check => ({ name, isOk: false, why })

const tooLate = failed('store', `gave no answer within ${DEADLINE_MS} ms`)
