import { hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { atMost } from '#adapters/kafka/records/at-most'
import { FLAG, has, readHeader } from '#adapters/kafka/records/header'
import { rebuildBatch } from '#adapters/kafka/records/rebuild'
import { type Frame, framesOfBatch } from '#adapters/kafka/records/records'
import { type Cursor, readVarint } from '#adapters/kafka/records/varint'
import { DIGEST_BYTES, type KeyDigest, keyDigest } from '#domain/compaction/key-map'
import type { KeyedRecord } from '#domain/compaction/retention'
import { offset } from '#domain/log/types'
import type { BatchFault, OpenBatch } from '#ports/record-codec'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'

/** Records that are looked at before others get their turn: about a millisecond. */
const AT_ONCE = 500

/** Of producers' batches: each may hold what it has decompressed. */
const fewAtOnce = atMost(2)

export const keyless = (batch: Buffer): Promise<E.Either<BatchFault, readonly number[]>> =>
  fewAtOnce(async () => {
    try {
      const found: number[] = []
      let index = 0
      for (const { contents } of await framesOfBatch(batch)) {
        if (keyOf(cursorOn(contents)) === null) found.push(index)
        if (++index % AT_ONCE === 0) await setImmediate()
      }
      return E.right(found)
    } catch (error) {
      if (!(error instanceof StoreCorrupt)) throw error
      return E.left({ kind: 'invalid-record', message: `The records cannot be read: ${error.message}` })
    }
  })

export const openBatch = async (batch: Buffer): Promise<OpenBatch> => {
  const header = readHeader(batch)
  const { attributes, baseOffset, lastOffsetDelta, count } = header
  const { frames, records } = await readable(batch)
  return {
    judged: {
      end: offset(baseOffset + lastOffsetDelta + 1),
      isControl: has(attributes, FLAG.control),
      deleteHorizon: has(attributes, FLAG.deleteHorizon) ? header.baseTimestamp : null,
      records: count,
    },
    maxTimestamp: count === 0 ? -1 : header.maxTimestamp,
    records,
    rebuild: (keep, deleteHorizon) =>
      rebuildBatch(
        batch,
        keep.flatMap((place) => frames[place] ?? []),
        deleteHorizon,
      ),
  }
}

const readable = async (batch: Buffer) => {
  try {
    const frames = [...(await framesOfBatch(batch))]
    const records: KeyedRecord[] = []
    for (const frame of frames) {
      records.push(keyed(frame))
      if (records.length % AT_ONCE === 0) await setImmediate()
    }
    return { frames, records }
  } catch (error) {
    if (error instanceof StoreCorrupt) return { frames: [], records: null }
    throw error
  }
}

const keyed = ({ offset: at, contents }: Frame): KeyedRecord => {
  const cursor = cursorOn(contents)
  const key = keyOf(cursor)
  return { offset: at, key: key === null ? null : digest(key), isTombstone: readVarint(cursor) === -1 }
}

const cursorOn = (bytes: Buffer): Cursor => ({ bytes, at: 0 })

const keyOf = (cursor: Cursor): Buffer | null => {
  const length = readVarint(cursor)
  if (length === -1) return null
  if (length < 0 || length > cursor.bytes.length - cursor.at)
    throw new StoreCorrupt(`a key cannot be ${length} bytes long`)
  cursor.at += length
  return cursor.bytes.subarray(cursor.at - length, cursor.at)
}

/** Kafka's cleaner takes MD5, of which anybody can make two keys that share one. */
const digest = (key: Buffer): KeyDigest => keyDigest(hash('sha256', key, 'buffer').subarray(0, DIGEST_BYTES))
