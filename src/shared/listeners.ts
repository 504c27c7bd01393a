export interface Listeners<A> {
  readonly add: (listener: (news: A) => void) => () => void
  readonly tell: (news: A) => void
}

/** Who wants to hear. Each is told on a turn of its own, so that none runs inside the call that has the news. */
export const listeners = <A>(): Listeners<A> => {
  const waiting = new Set<{ readonly hear: (news: A) => void }>()
  return {
    add: (hear) => {
      const listener = { hear }
      waiting.add(listener)
      return () => {
        waiting.delete(listener)
      }
    },
    tell: (news) => {
      for (const listener of waiting)
        void Promise.resolve().then(() => (waiting.has(listener) ? listener.hear(news) : undefined))
    },
  }
}
