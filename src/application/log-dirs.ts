import type { Topic } from '#domain/cluster/topic'

/** The one directory that stands for the store, as far as this broker leads what lies in it. */
export interface LogDirs {
  readonly path: string
  /** Bytes of records in the segments of a partition; null for one that another broker leads, or that is gone. Rejects with an error of `ports/store-errors.ts`. */
  readonly sizeOf: (topic: Topic, partition: number) => Promise<number | null>
}
