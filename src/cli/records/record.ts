/** A record as it came, whoever fetched it. */
export type ConsumedRecord = Readonly<{
  topic: string
  partition: number
  offset: bigint
  /** Milliseconds since the epoch; -1 is none. */
  timestamp: number
  key: Buffer | null
  value: Buffer | null
  headers: readonly Readonly<{ key: Buffer; value: Buffer | null }>[]
}>
