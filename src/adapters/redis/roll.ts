import { offset, type Position } from '#domain/log/types'
import type { AppendRefusal, LogGone, PartitionLog } from '#ports/partition-log'
import { OutcomeUnknown, StoreFull, StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import { genesisId } from './entry.ts'
import { ConnectionLost } from './errors.ts'
import {
  type Head,
  type Segment,
  segmentField,
  segmentName,
  segmentRecord,
  standing,
  startOf,
} from './head.ts'
import { type LogContext, TOKEN_BYTES } from './log-context.ts'
import { offline, type Partition } from './partitions.ts'
import { placeOf } from './position.ts'
import { pairs } from './resp.ts'
import { rollSegment } from './scripts/roll-segment.ts'
import { tip } from './tip.ts'
import { backoff, pause } from './waiting.ts'

type Outcome = E.Either<AppendRefusal, Position>
const taken: Outcome = E.left({ kind: 'position-taken' })
const MOST_SILENCES = 10

export const roll = (context: LogContext): PartitionLog['roll'] => {
  const { partitions, appends, keys, random, timers } = context

  const seal = async (
    partition: Partition,
    head: Head,
    at: Position,
    now: number,
    on: Connection,
  ): Promise<Outcome | null> => {
    const { segment: name, entries, bytes, first, highest, running, lastId, token: lastToken } = placeOf(at)
    const { live } = head
    const sealed: Segment = { ...live, sealed: { end: at.offset, bytes, entries, first, highest } }
    const opened: Segment = {
      name: segmentName(at.offset, head.nextSegment),
      start: at.offset,
      createdAt: now,
      token: random.token(TOKEN_BYTES),
      carried: running,
      epoch: head.epoch,
      sealed: null,
    }
    const done = await rollSegment.run(on, {
      partition: keys.partition(partition.at),
      live: keys.segment(partition.at, name),
      opened: keys.segment(partition.at, opened.name),
      lastId,
      lastToken,
      nextSegment: head.nextSegment,
      sealedField: segmentField(name),
      sealedRecord: segmentRecord(sealed),
      openedField: segmentField(opened.name),
      openedRecord: segmentRecord(opened),
      genesis: genesisId(opened.start),
      token: opened.token,
      seal: pairs({
        v: '1',
        w: opened.token,
        end: at.offset,
        epoch: live.epoch,
        history: head.history,
        bytes,
        entries,
        highest,
      }),
    })
    partition.head = null
    switch (done) {
      case 'rolled':
        return E.right(startOf(opened))
      case 'gone':
      case 'moved':
        return null
      case 'taken':
        return taken
      case 'absent':
        return offline(partition, `the stream of segment ${name} is missing`)
    }
  }

  /** Null: look again. A roll that somebody else made there, or an own one whose reply was lost, is as good. */
  const attempt = async (partition: Partition, expected: Position, now: number): Promise<Outcome | null> => {
    const on = await appends.get()
    const found: E.Either<LogGone, Head> = await partitions.reload(partition, on)
    if (E.isLeft(found)) return found
    const at = standing(found.right, expected, placeOf(expected))
    if (at === null) return taken
    if (placeOf(at).entries > 0) return seal(partition, found.right, at, now, on)
    const known = await tip(context, partition, on)
    if (E.isLeft(known)) return known
    return known.right.end === at.offset ? E.right(startOf(known.right.head.live)) : taken
  }

  const run = async (partition: Partition, expected: Position, now: number): Promise<Outcome> => {
    for (let silences = 0; ; ) {
      try {
        const outcome = await attempt(partition, expected, now)
        if (outcome !== null) return outcome
      } catch (error) {
        const refused = error instanceof StoreUnavailable || error instanceof StoreFull
        const silent = error instanceof ConnectionLost || (refused && silences > 0)
        if (!silent) throw error
        silences++
        if (silences > MOST_SILENCES || context.isClosed()) {
          throw new OutcomeUnknown(`it is not known whether the log was rolled at ${offset(expected.offset)}`)
        }
        await pause(timers, backoff(silences))
      }
    }
  }

  return (at, expected, now) => () => {
    const partition = partitions.of(at)
    return partitions.inTurn(partition, () => run(partition, expected, now))
  }
}
