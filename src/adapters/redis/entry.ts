import { type BatchFacts, type Offset, offset, recordCount } from '#domain/log/types'
import type { NewEntry } from '#ports/partition-log'
import { StoreCorrupt } from '#ports/store-errors'
import { type Argument, fields, list, type Reply, text } from './resp.ts'
import { readVarints, writeVarints } from './varint.ts'

/** One stream entry without its records. Times in ms since the epoch, -1 where a batch has none. */
export type StoredFacts = Readonly<{
  base: Offset
  end: Offset
  batches: readonly BatchFacts[]
  appendTime: number
  /** The highest timestamp in the entry, and in the log up to and with it. */
  highest: number
  running: number
  token: string
  /** What lies before the entry in its segment. */
  bytesBefore: number
  ordinal: number
}>

export type StoredEntry = StoredFacts & Readonly<{ records: Buffer }>

/** The seal of a segment stands at the last id there is; Redis itself then refuses every further XADD. */
export const SEAL_ID = '18446744073709551615-18446744073709551615'
const VERSION = '1'
const FACTS_VERSION = 1
const PER_BATCH = 6

export const entryId = (base: Offset): string => `${base + 1}-0`

/** The marker that a segment begins with; no record's id is like it. */
export const genesisId = (start: Offset): string => `${start}-1`
export const isGenesis = (id: string): boolean => id.endsWith('-1')

export const baseOf = (id: string): Offset => offset(Number(id.slice(0, id.indexOf('-'))) - 1)

export type Placed = Readonly<{ token: string; running: number; bytesBefore: number; ordinal: number }>

export const encodeEntry = (
  entry: NewEntry,
  { token, running, bytesBefore, ordinal }: Placed,
): readonly Argument[] => {
  const batches = entry.batches.map(({ facts }) => facts)
  const highest = highestIn(entry)
  // Not made of a record's pairs: every append does this.
  const named: Argument[] = ['v', VERSION, 'n', recordCount(batches), 't', Math.max(running, highest)]
  named.push('m', highest, 'a', entry.appendTime, 'w', token, 's', `${bytesBefore} ${ordinal}`)
  named.push('p', encodeFacts(batches), 'b', recordsOf(entry))
  return named
}

/** Of all batches together, batch by batch. */
export const recordsOf = ({ batches }: NewEntry): readonly Buffer[] => batches.map(({ records }) => records)

export const highestIn = ({ batches }: NewEntry): number =>
  Math.max(...batches.map((batch) => batch.maxTimestamp))

export const sizeOf = (batches: readonly BatchFacts[]): number =>
  batches.reduce((sum, { bytes }) => sum + bytes, 0)

/** An entry as XRANGE or a script gives it: id and flat fields. */
export const decodeFacts = (reply: Reply): StoredFacts => {
  const [id, flat] = list(reply)
  return factsIn(text(id), fields(flat))
}

export const decodeEntry = (reply: Reply): StoredEntry => {
  const [id, flat] = list(reply)
  const found = fields(flat)
  const records = found.get('b')
  if (records === undefined) throw new StoreCorrupt(`entry ${text(id)} has no records`)
  return { ...factsIn(text(id), found), records }
}

const factsIn = (id: string, found: ReadonlyMap<string, Buffer>): StoredFacts => {
  const field = (name: string): string => found.get(name)?.toString() ?? corrupt(id, `has no field ${name}`)
  if (field('v') !== VERSION) return corrupt(id, `is of version ${field('v')}`)
  const [bytesBefore = 0, ordinal = 0] = field('s').split(' ').map(Number)
  const base = baseOf(id)
  return {
    base,
    end: offset(base + Number(field('n'))),
    batches: decodeBatchFacts(found.get('p') ?? corrupt(id, 'has no facts')),
    appendTime: Number(field('a')),
    highest: Number(field('m')),
    running: Number(field('t')),
    token: field('w'),
    bytesBefore,
    ordinal,
  }
}

const encodeFacts = (batches: readonly BatchFacts[]): Buffer => {
  const values = [FACTS_VERSION]
  for (const { bytes, count, attributes, producerId, producerEpoch, baseSequence } of batches)
    values.push(bytes, count, attributes & 0xffff, producerId + 1, producerEpoch + 1, baseSequence + 1)
  return writeVarints(values)
}

const decodeBatchFacts = (packed: Buffer): readonly BatchFacts[] => {
  const [version, ...values] = readVarints(packed)
  if (version !== FACTS_VERSION || values.length % PER_BATCH !== 0)
    throw new StoreCorrupt('batch facts cannot be read')
  return Array.from({ length: values.length / PER_BATCH }, (_, i) => {
    const [bytes = 0, count = 0, attributes = 0, id = 0, epoch = 0, sequence = 0] = values.slice(
      i * PER_BATCH,
      (i + 1) * PER_BATCH,
    )
    return {
      bytes,
      count,
      attributes: (attributes << 16) >> 16,
      producerId: id - 1,
      producerEpoch: epoch - 1,
      baseSequence: sequence - 1,
    }
  })
}

const corrupt = (id: string, what: string): never => {
  throw new StoreCorrupt(`entry ${id} ${what}`)
}
