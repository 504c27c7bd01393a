import { type Offset, offset, type Position } from '#domain/log/types'
import { StoreCorrupt } from '#ports/store-errors'
import { type HistoryId, historyId } from '#ports/store-history'
import { genesisId } from './entry.ts'
import { isStored, numberIn, type Stored, stored, textIn } from './json.ts'
import { type Place, positionAt } from './position.ts'

/** A partition's hash: everything about a log but its records. */
export type Head = Readonly<{
  history: HistoryId
  epoch: number
  logStart: Offset
  nextSegment: number
  /** Oldest first, never empty. */
  segments: readonly Segment[]
  live: Segment
}>

export type Segment = Readonly<{
  name: string
  start: Offset
  createdAt: number
  /** Of the genesis marker. */
  token: string
  /** The highest timestamp in the log before this segment. */
  carried: number
  epoch: number
  sealed: Sealed | null
}>

export type Sealed = Readonly<{ end: Offset; bytes: number; entries: number; first: number; highest: number }>

const SEGMENT = 'segment:'

export const segmentName = (start: Offset, counter: number): string => `${start}.${counter}`
export const segmentField = (name: string): string => `${SEGMENT}${name}`

export const segmentRecord = ({ createdAt, token, carried, epoch, sealed }: Segment): string =>
  JSON.stringify({ createdAt, token, carried, epoch, ...(sealed === null ? {} : { sealed }) })

/** Null: there is no such partition. */
export const decodeHead = (hash: ReadonlyMap<string, Buffer>): Head | null => {
  if (hash.size === 0) return null
  const field = (name: string): string => {
    const value = hash.get(name)
    if (value === undefined) throw new StoreCorrupt(`a partition has no field ${name}`)
    return value.toString()
  }
  const segments = [...hash]
    .filter(([name]) => name.startsWith(SEGMENT))
    .map(([name, record]) => decodeSegment(name.slice(SEGMENT.length), record.toString()))
    .toSorted((a, b) => a.start - b.start || counterOf(a.name) - counterOf(b.name))
  const live = segments.at(-1)
  if (live === undefined) throw new StoreCorrupt('a partition has no segment')
  return {
    history: historyId(field('history')),
    epoch: Number(field('epoch')),
    logStart: offset(Number(field('log-start'))),
    nextSegment: Number(field('next-segment')),
    segments,
    live,
  }
}

/** Where a segment begins. */
export const startOf = (segment: Segment): Position =>
  positionAt(segment.start, {
    segment: segment.name,
    entries: 0,
    bytes: 0,
    highest: -1,
    running: segment.carried,
    first: -1,
    lastId: genesisId(segment.start),
    token: segment.token,
  })

/**
 * Where an append or a roll at a position has to go: the position's own segment, or, when that was sealed just there
 * and nothing follows in the list but segments that start there, the live one. Null: the log went on.
 */
export const standing = (head: Head, at: Position, place: Place): Position | null => {
  if (place.segment === head.live.name) return at
  return at.offset === head.live.start ? startOf(head.live) : null
}

/** The segment that holds an offset, or would. */
export const segmentFor = (head: Head, from: Offset): Segment | undefined =>
  head.segments.findLast(({ start }) => start <= from)

export const segmentAfter = (head: Head, name: string): Segment | undefined =>
  head.segments[head.segments.findIndex((segment) => segment.name === name) + 1]

const counterOf = (name: string): number => Number(name.slice(name.indexOf('.') + 1))

export const decodeSegment = (name: string, record: string): Segment => {
  const found = stored(record)
  const sealed = found['sealed']
  return {
    name,
    start: offset(Number(name.slice(0, name.indexOf('.')))),
    createdAt: numberIn(found, 'createdAt'),
    token: textIn(found, 'token'),
    carried: numberIn(found, 'carried'),
    epoch: numberIn(found, 'epoch'),
    sealed: isStored(sealed) ? decodeSealed(sealed) : null,
  }
}

const decodeSealed = (found: Stored): Sealed => ({
  end: offset(numberIn(found, 'end')),
  bytes: numberIn(found, 'bytes'),
  entries: numberIn(found, 'entries'),
  first: 'first' in found ? numberIn(found, 'first') : -1,
  highest: numberIn(found, 'highest'),
})
