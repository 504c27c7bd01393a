import type { fc } from '@fast-check/vitest'
import { controlled } from './controlled.ts'

/** What is answered at once, in no turn of its own. */
const IMMEDIATE = new Set(['watch', 'toldUntil'])

/** A port whose every question and every answer waits for its turn, in the order that fast-check chooses. */
export const scheduled = <P extends object>(scheduler: fc.Scheduler, real: P): P => {
  const turn = (): Promise<void> => scheduler.schedule(Promise.resolve())
  const answering = async (promise: Promise<unknown>): Promise<unknown> => {
    try {
      return await promise
    } finally {
      await turn()
    }
  }
  const between = controlled(real)
  for (const method of Object.keys(real) as (keyof P & string)[])
    if (!IMMEDIATE.has(method)) between.always(method, () => ({ after: turn }))
  return Object.fromEntries(
    Object.entries(between.port).map(([method, call]) => [
      method,
      IMMEDIATE.has(method)
        ? call
        : (...args: readonly unknown[]) => {
            const made = (call as (...args: readonly unknown[]) => unknown)(...args)
            return typeof made === 'function'
              ? () => answering((made as () => Promise<unknown>)())
              : answering(made as Promise<unknown>)
          },
    ]),
  ) as P
}
