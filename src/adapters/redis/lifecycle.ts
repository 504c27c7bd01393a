import { type Offset, offset } from '#domain/log/types'
import type { PartitionLog } from '#ports/partition-log'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'
import { genesisId } from './entry.ts'
import { accepted, asking } from './errors.ts'
import { decodeHead, type Segment, segmentField, segmentName, segmentRecord, startOf } from './head.ts'
import { leftovers } from './leftovers.ts'
import { type LogContext, TOKEN_BYTES } from './log-context.ts'
import { decodePosition, encodePosition } from './position.ts'
import { fields, text } from './resp.ts'
import { createPartition } from './scripts/create-partition.ts'
import { dropPartition } from './scripts/drop-partition.ts'
import { saveSnapshot } from './scripts/save-snapshot.ts'
import { boundsOf, tip } from './tip.ts'

const START: Offset = offset(0)

/** The operations that are off the hot path, all of them answered by the store itself. */
export const lifecycle = (
  context: LogContext,
): Pick<PartitionLog, 'create' | 'remove' | 'origin' | 'bounds' | 'saveSnapshot' | 'loadSnapshot'> => {
  const { partitions, reads, appends, keys, random, memories } = context
  return {
    create: (at, { createdAt }) =>
      asking(async () => {
        const on = await appends.get()
        const token = random.token(TOKEN_BYTES)
        const name = segmentName(START, 0)
        const first: Segment = { name, start: START, createdAt, token, carried: -1, epoch: 0, sealed: null }
        const made = await createPartition.run(on, {
          partition: keys.partition(at),
          segment: keys.segment(at, name),
          field: segmentField(name),
          record: segmentRecord(first),
          genesis: genesisId(START),
          token,
          history: on.server.history,
          createdAt,
        })
        if (made === 'orphan')
          throw new StoreCorrupt(`${keys.segment(at, name)} exists without its partition`)
      }),

    remove: (at) =>
      asking(async () => {
        const on = await appends.get()
        const partition = partitions.of(at)
        for (;;) {
          const [hash] = await on.run([['HGETALL', keys.partition(at)]])
          const stored = fields(accepted(hash))
          const head = decodeHead(stored)
          partition.offline = null
          if (head === null) return partitions.gone(partition, on)
          const names = [...head.segments.map(({ name }) => name), ...leftovers(stored)]
          const segments = names.map((name) => keys.segment(at, name))
          const { nextSegment } = head
          const [own, snapshot] = [keys.partition(at), keys.partitionSnapshot(at)]
          const input = { partition: own, snapshot, segments, nextSegment }
          if ((await dropPartition.run(on, input)) === 'dropped') memories.drop(partition.log)
        }
      }),

    origin: (at) => () =>
      asking(async () => {
        const found = await partitions.reload(partitions.of(at), await reads.get())
        if (E.isLeft(found)) return found
        const [first] = found.right.segments
        return E.right(startOf(first ?? found.right.live))
      }),

    bounds: (at) => () =>
      asking(async () => {
        const found = await tip(context, partitions.of(at), await reads.get())
        return E.isLeft(found) ? found : E.right(boundsOf(found.right))
      }),

    saveSnapshot: (at, { position, state }) =>
      asking(async () => {
        await saveSnapshot.run(await appends.get(), {
          of: keys.partition(at),
          snapshot: keys.partitionSnapshot(at),
          order: position.offset,
          position: encodePosition(position),
          state,
        })
      }),

    loadSnapshot: async (at) => {
      const [hash] = await reads.ask([['HGETALL', keys.partitionSnapshot(at)]])
      const found = fields(accepted(hash))
      const [position, state] = [found.get('position'), found.get('state')]
      if (position === undefined || state === undefined) return null
      return { position: decodePosition(text(position)), state: text(state) }
    },
  }
}
