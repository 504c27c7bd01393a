import { setTimeout as sleep } from 'node:timers/promises'

/** Asks until the answer is not undefined; what holds "soon" has a generous limit, never a fixed wait. */
export const eventually = async <A>(
  what: string,
  ask: () => A | undefined | Promise<A | undefined>,
  limitMs = 60_000,
): Promise<A> => {
  const until = Date.now() + limitMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > until) throw new Error(`still not after ${limitMs} ms: ${what}`)
    await sleep(50)
  }
}
