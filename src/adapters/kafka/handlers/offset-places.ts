import {
  allowsEarliestLocal,
  allowsEarliestPendingUpload,
  allowsLatestTiered,
  allowsMaxTimestamp,
} from '#adapters/kafka/protocol/messages/list-offsets'
import type { OffsetQuery } from '#application/list-offsets'

/** `nowhere` is a place that can be asked for and is empty: nothing is in tiered storage or on its way there. */
export type Place = OffsetQuery['at'] | 'nowhere'

/** What a timestamp asks for; undefined where it means nothing, or not in this version. */
export const placeOf = (timestamp: bigint, version: number): Place | undefined => {
  if (timestamp >= 0n) return { time: Number(timestamp) }
  const special = specials.get(timestamp)
  return special?.isIn(version) === true ? special.at : undefined
}

const always = (): boolean => true

const specials: ReadonlyMap<bigint, Readonly<{ isIn: (version: number) => boolean; at: Place }>> = new Map([
  [-1n, { isIn: always, at: 'latest' }],
  [-2n, { isIn: always, at: 'earliest' }],
  [-3n, { isIn: allowsMaxTimestamp, at: 'highest-timestamp' }],
  [-4n, { isIn: allowsEarliestLocal, at: 'earliest' }],
  [-5n, { isIn: allowsLatestTiered, at: 'nowhere' }],
  [-6n, { isIn: allowsEarliestPendingUpload, at: 'nowhere' }],
])
