import type { ConfigChange } from '#domain/config/alteration'
import type { E } from '#shared/fp'

/** The loggers of this process as Kafka's tools see and alter them (KIP-412). Nothing of it outlives the process. */
export interface Loggers {
  /** Each with the level in force, by Kafka's names. */
  readonly all: () => readonly LoggerLevel[]
  /** All changes or none. With `validateOnly` nothing changes. */
  readonly alter: (changes: readonly ConfigChange[], validateOnly: boolean) => E.Either<LoggerRefusal, void>
}

export type LoggerLevel = Readonly<{ name: string; level: string }>

export type LoggerRefusal = Readonly<{ kind: 'invalid-config' | 'invalid-request'; message: string }>
