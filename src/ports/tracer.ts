/**
 * Tells somebody else's program how long things took, and what was part of what. Where nobody listens there is no tracer:
 * who has none does its work and nothing more.
 */
export interface Tracer {
  /** Does the work of a request under a span, which ends when the work does. A rejection is told, and goes on. */
  readonly request: <A>(name: string, attributes: Attributes, work: (span: Span) => Promise<A>) => Promise<A>
  /** Does work as a part of the request that is under way here; where there is none, it is done and not told of. */
  readonly step: <A>(name: string, attributes: Attributes, work: () => Promise<A>) => Promise<A>
}

export interface Span {
  /** The request was refused, or refused in part; the first reason stands. */
  readonly refused: (error: string) => void
}

export type Attributes = Readonly<Record<string, string | number>>
