import type { Timers } from '#ports/timers'

const PER_INTERVAL = 10
const INTERVAL_MS = 10_000
/** Messages that are told apart. What comes on top of them in an interval counts as one more. */
const MOST_KINDS = 200
const OTHERS = 'other messages'

/** A message of a component that was written so often that the rest was counted. */
export type Suppressed<Kind> = Readonly<{ kind: Kind; message: string; count: number }>

/** Lets the first of the same lines in an interval pass, counts the others, and tells how many there were. */
export interface Repeats<Kind> {
  readonly admits: (kind: Kind, message: string) => boolean
  /** Tells what was counted so far, as at the end of the interval. */
  readonly flush: () => void
}

/** `Kind` is compared by identity. The interval begins with the first line after the last one has ended. */
export const repeats = <Kind>(
  timers: Timers,
  tell: (suppressed: Suppressed<Kind>) => void,
): Repeats<Kind> => {
  const seen = new Map<Kind, Map<string, { times: number }>>()
  let kinds = 0
  let cancel: (() => void) | null = null

  const counterOf = (kind: Kind, message: string): { times: number } => {
    const messages = seen.get(kind) ?? new Map<string, { times: number }>()
    seen.set(kind, messages)
    const known = messages.get(message)
    if (known !== undefined) return known
    if (kinds >= MOST_KINDS && message !== OTHERS) return counterOf(kind, OTHERS)
    kinds++
    const counter = { times: 0 }
    messages.set(message, counter)
    return counter
  }

  const flush = (): void => {
    cancel?.()
    cancel = null
    const told = [...seen]
    seen.clear()
    kinds = 0
    for (const [kind, messages] of told)
      for (const [message, { times }] of messages)
        if (times > PER_INTERVAL) tell({ kind, message, count: times - PER_INTERVAL })
  }

  return {
    admits: (kind, message) => {
      cancel ??= timers.after(INTERVAL_MS, flush)
      return ++counterOf(kind, message).times <= PER_INTERVAL
    },
    flush,
  }
}
