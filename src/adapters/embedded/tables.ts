/**
 * All that lies in the environment. `<p>` is a partition (topic id and number, 20 bytes), `<o>` an offset (8 bytes,
 * big-endian), so that the keys of a partition, and of a segment in it, are a range in the order of their offsets.
 *
 * | table             | key             | value                                                       |
 * |-------------------|-----------------|-------------------------------------------------------------|
 * | meta              | text            | format, history, next producer id, how far LMDB has taken   |
 * |                   |                 | over the write-ahead log (recovery.ts)                      |
 * | partitions        | <p>             | bounds, and the segment that is written (JSON)              |
 * | segments          | <p><start o>    | a sealed segment (JSON)                                     |
 * | facts             | <p><base o>     | an entry without its records (facts-record.ts)              |
 * | entries           | <p><base o>     | an entry's batches, one after the other                     |
 * | snapshots         | <p>             | the newest fold of a partition (JSON)                       |
 * | journals          | hash of name    | where a journal ends, its token, and how often offsets were |
 * |                   |                 | committed under it (JSON)                                   |
 * | journal-events    | token, index    | the events of one append (JSON)                             |
 * | journal-snapshots | hash of name    | the newest fold of a journal (JSON)                         |
 * | committed-offsets | token, <p>      | where a group goes on in a partition (JSON)                 |
 * | removals          | kind and prefix | what has been removed and is not all deleted yet            |
 * |                   | s, two keys     | the same, of the entries of dropped segments                |
 */
// The write-ahead log names them by their place: new ones come last.
export const tables = [
  'meta',
  'partitions',
  'segments',
  'facts',
  'entries',
  'snapshots',
  'journals',
  'journal-events',
  'journal-snapshots',
  'committed-offsets',
  'removals',
] as const

export type Table = (typeof tables)[number]

/** Reads what is committed. Everything read within one turn is of one moment; nobody writes into a value, which others may hold, too. */
export interface Reader {
  readonly get: (table: Table, key: Buffer) => Buffer | undefined
  readonly keys: (table: Table, range: KeyRange) => Iterable<Buffer>
  readonly range: (table: Table, range: KeyRange) => Iterable<Readonly<{ key: Buffer; value: Buffer }>>
}

/** `from` is included, `to` is not. Backwards, `from` is the highest key. */
export interface KeyRange {
  readonly from: Buffer
  readonly to?: Buffer
  readonly backwards?: boolean
  readonly limit?: number
}

/** `null` deletes. */
export type Change = Readonly<{ table: Table; key: Buffer; value: Buffer | null }>

export const changeBytes = ({ key, value }: Change): number => key.length + (value?.length ?? 0)
