import { E } from '#shared/fp'

/** What a call meets instead of being passed on as it is. */
export type Step = Readonly<
  | { rejects: Error }
  | { refuses: unknown }
  /** It happens, and is rejected nevertheless: the reply was lost. */
  | { happensAndRejects: Error }
  /** It is passed on once this resolves. */
  | { waitsFor: Promise<unknown> }
  /** It happens, and is answered once this resolves. */
  | { repliesAfter: Promise<unknown> }
  /** This runs, then the call. */
  | { after: () => Promise<unknown> }
>

type Methods<P> = { [K in keyof P]: P[K] extends (...args: infer A) => unknown ? A : never }

/** A port with somebody in between: every call is counted, and what it meets can be told beforehand. */
export interface Controlled<P> {
  readonly port: P
  /** What the next calls of a method meet, one each. */
  readonly next: <M extends keyof P>(method: M, ...steps: readonly Step[]) => void
  /** What every call of a method meets from now on; null for nothing. */
  readonly always: <M extends keyof P>(method: M, step: (() => Step) | null) => void
  /** The arguments of all calls of a method so far. */
  readonly calls: <M extends keyof P>(method: M) => readonly Methods<P>[M][]
  /** The most calls of a method that were ever under way at once. */
  readonly mostAtOnce: <M extends keyof P>(method: M) => number
}

type AnyMethod = (...args: readonly unknown[]) => unknown

export const controlled = <P extends object>(real: P): Controlled<P> => {
  const queued = new Map<PropertyKey, Step[]>()
  const standing = new Map<PropertyKey, () => Step>()
  const called = new Map<PropertyKey, unknown[][]>()
  const underWay = new Map<PropertyKey, number>()
  const most = new Map<PropertyKey, number>()
  const promises = promisesOf(real)

  const meet = async (method: PropertyKey, run: () => Promise<unknown>): Promise<unknown> => {
    const now = (underWay.get(method) ?? 0) + 1
    underWay.set(method, now)
    most.set(method, Math.max(most.get(method) ?? 0, now))
    try {
      const step = queued.get(method)?.shift() ?? standing.get(method)?.()
      if (step === undefined) return await run()
      if ('rejects' in step) throw step.rejects
      if ('refuses' in step) return E.left(step.refuses)
      if ('waitsFor' in step) await step.waitsFor
      if ('after' in step) await step.after()
      const outcome = await run()
      if ('repliesAfter' in step) await step.repliesAfter
      if ('happensAndRejects' in step) throw step.happensAndRejects
      return outcome
    } finally {
      underWay.set(method, underWay.get(method)! - 1)
    }
  }

  const wrapped = Object.entries(real).map(([method, call]: [string, AnyMethod]) => {
    const through = (...args: readonly unknown[]): unknown => {
      called.set(method, [...(called.get(method) ?? []), [...args]])
      if (method === 'watch' || method === 'toldUntil') return call(...args)
      const outcome = taskOf(call, args)
      // A task is run by calling it, a promise by asking.
      return promises.has(method) ? meet(method, () => outcome()) : () => meet(method, () => outcome())
    }
    return [method, through] as const
  })

  return {
    port: Object.fromEntries(wrapped) as P,
    next: (method, ...steps) => {
      queued.set(method, [...(queued.get(method) ?? []), ...steps])
    },
    always: (method, step) => {
      if (step === null) standing.delete(method)
      else standing.set(method, step)
    },
    calls: (method) => (called.get(method) ?? []) as never,
    mostAtOnce: (method) => most.get(method) ?? 0,
  }
}

/** Methods that return a promise, by a method that tells the port; all others return a task. */
const PROMISES: Readonly<Record<string, readonly string[]>> = {
  change: ['read'],
  groups: ['groups', 'saveSnapshot'],
  recompress: ['recompress'],
}
const OTHERS = [
  'create',
  'remove',
  'saveSnapshot',
  'loadSnapshot',
  'list',
  'leave',
  'nextBlock',
  'current',
  'allRemembered',
]
const promisesOf = (real: object): ReadonlySet<string> =>
  new Set(Object.entries(PROMISES).find(([method]) => method in real)?.[1] ?? OTHERS)

const taskOf = (call: AnyMethod, args: readonly unknown[]) => async (): Promise<unknown> => {
  const made = call(...args)
  return typeof made === 'function' ? (made as () => Promise<unknown>)() : made
}
