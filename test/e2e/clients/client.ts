import type { Abilities, Codec, Sent, Stored } from '../records.ts'

/** What every client is asked to do here. `at` is a list of brokers to begin with: `127.0.0.1:40001,127.0.0.1:40002`. */
export interface Client {
  readonly name: string
  readonly can: Abilities
  readonly codecs: readonly Codec[]
  readonly createTopic: (at: string, topic: string, partitions: number) => Promise<void>
  /** In this order, acknowledged by all replicas. */
  readonly produce: (
    at: string,
    topic: string,
    partition: number,
    codec: Codec,
    records: readonly Sent[],
  ) => Promise<void>
  /** From an offset, or the beginning, to the end of the partition. */
  readonly read: (at: string, topic: string, partition: number, from?: number) => Promise<readonly Stored[]>
  /** For each time the first offset at or after it; null where there is none. */
  readonly offsetsAt: (
    at: string,
    topic: string,
    partition: number,
    timestamps: readonly number[],
  ) => Promise<readonly (number | null)[]>
}
