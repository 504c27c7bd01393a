import { beforeAll, describe, expect, test } from 'vitest'
import { clients } from './clients/all.ts'
import type { Client } from './clients/client.ts'
import { codecsStored } from './clients/platformatic.ts'
import { expectPartition, expectSame, firstNotBefore, recordsOf, type Sent, type Stored } from './records.ts'

/** A cluster under test; its addresses may change with a restart. */
export interface Site {
  readonly at: () => string
  /** Stops every broker as an operator does, and starts them again. */
  readonly restart: () => Promise<void>
}

const partitions = [0, 1, 2]
/** 5,000 records of each client with each codec: 100,000 in all. */
const shares = [1700, 1700, 1600]

/** What a user of any client takes for granted, on any store. */
export const roundTrips = (open: () => Promise<Site>): void => {
  describe('100,000 records, written by four clients with five codecs', () => {
    let site: Site
    const sent = new Map<number, Sent[]>(partitions.map((partition) => [partition, []]))
    const first = new Map<number, readonly Stored[]>()
    const topic = 'orders'

    beforeAll(async () => {
      site = await open()
      await clients[0]!.createTopic(site.at(), topic, 3)
      for (const [i, client] of clients.entries()) {
        if (i === 2) await site.restart()
        await writeAllCodecs(client, site.at(), topic, sent)
      }
      await site.restart()
      for (const partition of partitions)
        first.set(partition, await clients[0]!.read(site.at(), topic, partition))
    })

    test('they are all there, in order and whole, at dense offsets', () => {
      for (const partition of partitions) expectPartition(first.get(partition)!, sent.get(partition)!)
      expect([...sent.values()].flat().length).toBe(100_000)
    })

    test.for(clients.slice(1))('$name reads the same', async (client) => {
      const read = await Promise.all(partitions.map((partition) => client.read(site.at(), topic, partition)))
      for (const partition of partitions) expectSame(first.get(partition)!, read[partition]!)
    })

    test.for(clients)('$name reads on from the middle of a batch', async (client) => {
      const stored = first.get(0)!
      for (const from of [stored.length - 3, stored.length - 2345])
        expectSame(stored.slice(from), await client.read(site.at(), topic, 0, from))
    })

    test('they are stored as their clients compressed them', async () => {
      const stored = await Promise.all(
        partitions.map((partition) => codecsStored(site.at(), topic, partition)),
      )
      for (const found of stored) expect(found).toEqual(new Set([0, 1, 2, 3, 4]))
    })

    test.for(clients)('$name finds the first offset at or after a time', async (client) => {
      for (const partition of partitions) {
        const stored = first.get(partition)!
        const places = [partition * 1000 + 777, Math.floor(stored.length / 2), stored.length - 5]
        const times = [
          stored[0]!.timestamp - 1,
          // Times that a record has exactly, and such as lie between two.
          ...places.flatMap((place) => [stored[place]!.timestamp, stored[place]!.timestamp + 1]),
          Date.now() + 3_600_000,
        ]
        expect(await client.offsetsAt(site.at(), topic, partition, times)).toEqual(
          times.map((time) => firstNotBefore(stored, time)),
        )
      }
    })

    test.for(clients)('$name makes a topic that every client can use at once', async (client) => {
      const made = `made-by-${client.name}`
      await client.createTopic(site.at(), made, 3)
      const records = recordsOf('somebody', 0, 3, kcatLike)
      for (const [i, other] of clients.entries())
        await other.produce(
          site.at(),
          made,
          2,
          'none',
          records.slice(0, 1).map((record) => ({ ...record, key: `${i}` })),
        )
      const read = await client.read(site.at(), made, 2)
      expect(read.map(({ key, offset }) => [key, offset])).toEqual([
        ['0', 0],
        ['1', 1],
        ['2', 2],
        ['3', 3],
      ])
    })
  })
}

const kcatLike = { timestamps: false, headers: 'same', nullHeaders: false, empty: false } as const

/** Partitions side by side, codecs one after another, so that the order within a partition is known. */
const writeAllCodecs = async (
  client: Client,
  at: string,
  topic: string,
  sent: ReadonlyMap<number, Sent[]>,
): Promise<void> => {
  await Promise.all(
    partitions.map(async (partition) => {
      const share = shares[partition]!
      for (const codec of client.codecs) {
        const before = sent.get(partition)!
        const records = recordsOf(`${client.name}-${codec}`, before.length, share, client.can)
        await client.produce(at, topic, partition, codec, records)
        before.push(...records)
      }
    }),
  )
}
