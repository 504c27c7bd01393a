import type { Clock } from '#ports/clock'
import type { Counter, Metrics } from '#ports/metrics'
import type { PartitionLog } from '#ports/partition-log'
import type { Store } from '#ports/store'
import type { Tracer } from '#ports/tracer'
import { E, type TaskEither } from '#shared/fp'

type Deps = Readonly<{ metrics: Metrics; tracer: Tracer | null; clock: Clock }>

/** The same store; how long it takes, what it refuses and what it fails at is counted. Nobody waits for that. */
export const observedStore = (store: Store, deps: Deps): Store => {
  const watched = watching(deps)
  const { log, journal, offsets, registry } = store
  const asked = <A extends readonly unknown[], B>(operation: string, ask: (...args: A) => Promise<B>) => {
    const watch = watched(operation)
    return (...args: A): Promise<B> => watch(ask(...args), never)
  }
  const tried = <A extends readonly unknown[], L extends Refusal, B>(
    operation: string,
    attempt: (...args: A) => TaskEither<L, B>,
  ) => {
    const watch = watched(operation)
    return (...args: A): TaskEither<L, B> => {
      const task = attempt(...args)
      return () => watch(task(), isTaken)
    }
  }
  return {
    ...store,
    log: {
      ...log,
      append: gathered(deps, tried('append', log.append)),
      read: traced(deps.tracer, tried('read', log.read)),
      facts: tried('facts', log.facts),
      bounds: tried('bounds', log.bounds),
      entryByTime: tried('entry-by-time', log.entryByTime),
      roll: tried('roll', log.roll),
      create: asked('create', log.create),
      remove: asked('remove', log.remove),
    },
    journal: {
      ...journal,
      append: tried('journal-append', journal.append),
      read: tried('journal-read', journal.read),
    },
    offsets: {
      ...offsets,
      change: tried('offsets-change', offsets.change),
      read: asked('offsets-read', offsets.read),
    },
    registry: { ...registry, heartbeat: tried('heartbeat', registry.heartbeat) },
  }
}

type Refusal = Readonly<{ kind: string }>

/** Somebody else was first; every other refusal is an answer like another. */
const isTaken = (answer: E.Either<Refusal, unknown>): boolean =>
  E.isLeft(answer) && answer.left.kind === 'position-taken'
const never = (): boolean => false

/** Said to be 0 from the start: of a series that begins with 1 no rate is ever known. */
const appends: ReadonlySet<string> = new Set(['append', 'journal-append'])

const watching = ({ metrics, clock }: Deps) => {
  return (operation: string) => {
    const duration = metrics.histogram('kedge_store_operation_duration_seconds', { operation })
    const errors = new Map<string, Counter>()
    const refusedOf = () => metrics.counter('kedge_store_refused_appends_total', { operation })
    let taken = appends.has(operation) ? refusedOf() : null
    const refused = (): void => {
      taken ??= refusedOf()
      taken.add(1)
    }
    const failed = (error: unknown): void => {
      const name = error instanceof Error ? error.name : 'unknown'
      const known =
        errors.get(name) ?? metrics.counter('kedge_store_errors_total', { operation, error: name })
      errors.set(name, known)
      known.add(1)
    }
    return <A>(answering: Promise<A>, isRefused: (answer: A) => boolean): Promise<A> => {
      const since = clock.monotonic()
      const took = (): void => duration.observe((clock.monotonic() - since) / 1_000)
      answering.then(
        (answer) => {
          took()
          if (isRefused(answer)) refused()
        },
        (error: unknown) => {
          took()
          failed(error)
        },
      )
      return answering
    }
  }
}

/** How much goes into one append: producers that wait for one another are one entry. */
const gathered = ({ metrics }: Deps, append: PartitionLog['append']): PartitionLog['append'] => {
  const batches = metrics.histogram('kedge_store_append_batches', {})
  const bytes = metrics.histogram('kedge_store_append_bytes', {})
  return (at, expected, entry) => {
    batches.observe(entry.batches.length)
    let sum = 0
    for (const { facts } of entry.batches) sum += facts.bytes
    bytes.observe(sum)
    return append(at, expected, entry)
  }
}

const traced = (tracer: Tracer | null, read: PartitionLog['read']): PartitionLog['read'] => {
  if (tracer === null) return read
  return (at, from, budget) => () =>
    tracer.step('read', { 'kafka.partition': at.partition, 'kafka.offset': from }, read(at, from, budget))
}
