/**
 * Runs a task for everybody who asks, one run at a time, and never answers with a run that began before the question:
 * who asks during a run shares the next one.
 */
export const coalesce = (task: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  const run = (): Promise<void> => {
    next = null
    running = task()
    return running
  }
  return () => {
    next ??= running.then(run, run)
    return next
  }
}
