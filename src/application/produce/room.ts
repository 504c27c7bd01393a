/** A part of a room, as long as somebody holds it. */
export interface Lease {
  /** Gives back all but so many bytes; it never grows. */
  readonly shrink: (bytes: number) => void
  readonly giveBack: () => void
}

/** Resolves with that many bytes once they are free. The order is that of the calls: what is small overtakes nobody. */
export type Room = (bytes: number) => Promise<Lease>

/** What all together may hold; only who is alone may hold more, since it would never get in. */
export const room = (most: number): Room => {
  const waiting: Readonly<{ bytes: number; enter: (lease: Lease) => void }>[] = []
  let held = 0

  const letIn = (): void => {
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      if (held > 0 && held + next.bytes > most) return
      waiting.shift()
      next.enter(leaseOf(next.bytes))
    }
  }

  const leaseOf = (bytes: number): Lease => {
    let mine = bytes
    held += mine
    const shrink = (to: number): void => {
      const left = Math.min(mine, to)
      held -= mine - left
      mine = left
      letIn()
    }
    return { shrink, giveBack: () => shrink(0) }
  }

  return (bytes) =>
    new Promise((enter) => {
      waiting.push({ bytes, enter })
      letIn()
    })
}
