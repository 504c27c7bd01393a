import { type Mark, mark, type Offset, offset, type Position } from '#domain/log/types'
import { numberIn, stored, textIn } from './json.ts'

/** What a position's mark holds: the segment and what is in it up to there. */
export type Place = Readonly<{
  segment: string
  /** Entries and bytes of records in the segment. */
  entries: number
  bytes: number
  /** Highest timestamp in the segment, and in the log up to there; -1 for none. */
  highest: number
  running: number
  /** Highest timestamp of the segment's first entry; -1 for none. */
  first: number
  /** The last entry, or the genesis marker. */
  lastId: string
  token: string
}>

/** Each append begins where the last one ended, and hardly any mark is ever looked at: it is written when it is. */
class Standing implements Position {
  readonly offset: Offset
  readonly place: Place

  constructor(at: Offset, place: Place) {
    this.offset = at
    this.place = place
  }

  get mark(): Mark {
    return markOf(this.place)
  }
}

export const positionAt = (at: number, place: Place): Position => new Standing(offset(at), place)

export const placeOf = (position: Position): Place =>
  position instanceof Standing ? position.place : placeIn(position.mark)

const markOf = (place: Place) =>
  mark(
    JSON.stringify({
      s: place.segment,
      n: place.entries,
      b: place.bytes,
      h: place.highest,
      t: place.running,
      f: place.first,
      i: place.lastId,
      w: place.token,
    }),
  )

const placeIn = (json: string): Place => {
  const found = stored(json)
  return {
    segment: textIn(found, 's'),
    entries: numberIn(found, 'n'),
    bytes: numberIn(found, 'b'),
    highest: numberIn(found, 'h'),
    running: numberIn(found, 't'),
    first: 'f' in found ? numberIn(found, 'f') : -1,
    lastId: textIn(found, 'i'),
    token: textIn(found, 'w'),
  }
}

/** A position as it is kept in a snapshot. */
export const encodePosition = ({ offset: at, mark: where }: Position): string => JSON.stringify({ at, where })

export const decodePosition = (json: string): Position => {
  const found = stored(json)
  return { offset: offset(numberIn(found, 'at')), mark: mark(textIn(found, 'where')) }
}
