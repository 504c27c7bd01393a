/** What a line is about. Each has a level of its own, and is a logger to Kafka's tools (BROKER_LOGGER). */
export const components = [
  'process',
  'server',
  'requests',
  'http',
  'produce',
  'groups',
  'topics',
  'cluster',
  'cleaning',
  'compaction',
  'redis',
  'embedded',
] as const
export type Component = (typeof components)[number]

export interface Logger {
  readonly debug: Log
  readonly info: Log
  readonly warn: Log
  readonly error: Log
  /** Whether debug lines are written: asked where it costs something to know what one would say. */
  readonly isDebug: () => boolean
  /** Lines with these facts; with another component, at that one's level. */
  readonly child: (facts: Readonly<{ component?: Component; [name: string]: unknown }>) => Logger
}

/** The message is the same each time, so that lines can be counted by it; what differs stands in the facts. */
export type Log = (facts: Readonly<Record<string, unknown>>, message: string) => void
