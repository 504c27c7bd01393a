/** Records from producers through the broker to groups at the tail. */
export interface Flow {
  readonly name: string
  readonly recordBytes: number
  readonly acks: 'all' | '1'
  readonly partitions: number
  readonly producers: number
  readonly lingerMs: number
  readonly compression: 'none' | 'lz4'
  /** Consumer groups of one member each, which read while it is produced. */
  readonly groups: number
  /** Read again from the beginning, by a new group, once it is all there. */
  readonly cold: boolean
}

export const base: Flow = {
  name: 'base',
  recordBytes: 1_000,
  acks: 'all',
  partitions: 6,
  producers: 1,
  lingerMs: 5,
  compression: 'none',
  groups: 1,
  cold: false,
}

/** One factor at a time. The first ones are those that every system is given. */
export const flows: readonly Flow[] = [
  base,
  { ...base, name: 'no consumer', groups: 0, cold: true },
  { ...base, name: '100 B', recordBytes: 100 },
  { ...base, name: '100 B, no consumer', recordBytes: 100, groups: 0 },
  { ...base, name: '10 KB', recordBytes: 10_000 },
  { ...base, name: 'acks 1', acks: '1' },
  { ...base, name: '1 partition', partitions: 1 },
  { ...base, name: '60 partitions', partitions: 60 },
  { ...base, name: '8 producers', producers: 8 },
  { ...base, name: 'linger 0', lingerMs: 0 },
  { ...base, name: 'lz4', compression: 'lz4' },
  { ...base, name: '4 groups', groups: 4 },
]

export const SHORT_LIST = 4

export const baseInWords =
  'base: 1,000 B records (random letters), acks all, idempotent (both defaults), 6 partitions, 1 producer, linger 5 ms, batch.size 16384 (default), no compression, 1 group of 1 member at the tail'
