import { randomBytes } from 'node:crypto'
import { createRecordsBatch } from '@platformatic/kafka'
import { beforeAll, describe, expect, test } from 'vitest'
import { kcat } from '#test/support/debian-tools'
import { eventually } from '#test/support/eventually'
import { clients } from './clients/all.ts'
import { withBroker } from './clients/kafkajs.ts'
import { frame, type RawClient, rawClient, rawFetch, rawProduce } from './clients/raw.ts'
import { run } from './clients/run.ts'
import type { Sent } from './records.ts'
import type { Site } from './round-trip.ts'

/** What a broker must take, what it must refuse, and that it serves the next client whatever the last one did. */
export const limits = (open: () => Promise<Site>): void => {
  describe('a broker among clients that go to its limits, and beyond', () => {
    let site: Site
    const topic = 'limits'
    beforeAll(async () => {
      site = await open()
      await clients[0]!.createTopic(site.at(), topic, 1)
    })

    const use = async <A>(ask: (client: RawClient) => Promise<A>): Promise<A> => {
      const client = await rawClient(site.at())
      try {
        return await ask(client)
      } finally {
        client.close()
      }
    }
    const end = () => use(async (client) => (await rawFetch(client, topic, 0, 0)).highWatermark)
    const servesTheNext = async () => {
      const before = await end()
      const answer = await use((client) => rawProduce(client, topic, 0, batchOf(topic, Buffer.from('next'))))
      expect(answer).toEqual({ error: 0, baseOffset: before })
    }

    test.for(clients)('a record of 900 KB from $name passes', async (client) => {
      const large: Sent = { ...plain, value: randomBytes(450_000).toString('hex') }
      const mine = `large-${client.name}`
      await client.createTopic(site.at(), mine, 1)
      await client.produce(site.at(), mine, 0, 'none', [plain, large, plain])
      const read = await client.read(site.at(), mine, 0)
      expect(read.map(({ value }) => value === large.value)).toEqual([false, true, false])
    })

    test.for(['0', '1'])('records sent with acks=%s arrive', async (acks) => {
      const before = await end()
      const args = ['-b', site.at(), '-P', '-t', topic, '-p', '0', '-X', `acks=${acks}`]
      await run(kcat(), args, 'one\ntwo\n')
      await eventually('both are there', async () => ((await end()) === before + 2 ? true : undefined))
    })

    test('transactions are not served yet, and say so', async () => {
      await withBroker(site.at(), async (broker) => {
        const transaction = broker.findGroupCoordinator({ groupId: 't', coordinatorType: 1 })
        await expect(transaction).rejects.toMatchObject({ type: 'UNSUPPORTED_VERSION' })
      })
      await servesTheNext()
    })

    test('a record over max.message.bytes is MESSAGE_TOO_LARGE, and is not stored', async () => {
      const before = await end()
      const answer = await use((client) =>
        rawProduce(client, topic, 0, batchOf(topic, randomBytes(1_048_588))),
      )
      expect(answer).toEqual({ error: 10, baseOffset: -1 })
      const messages = [{ value: randomBytes(1_500_000) }]
      const sent = withBroker(site.at(), (broker) =>
        broker.produce({ topicData: [{ topic, partitions: [{ partition: 0, messages }] }] }),
      )
      await expect(sent).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' })
      expect(await end()).toBe(before)
      await servesTheNext()
    })

    test.for([17, 21, 40, 61, 70])('a batch whose byte %i is broken is CORRUPT_MESSAGE', async (place) => {
      const before = await end()
      const batch = batchOf(topic, Buffer.from('a value that is long enough to break'))
      batch[place]! ^= 0x40
      expect(await use((client) => rawProduce(client, topic, 0, batch))).toEqual({ error: 2, baseOffset: -1 })
      expect(await end()).toBe(before)
      await servesTheNext()
    })

    test.for(Object.entries(garbage))('%s closes the connection', async ([, bytes]) => {
      await use(async (client) => {
        client.send(bytes)
        await client.closed
      })
      await servesTheNext()
    })
  })
}

const plain: Sent = { key: 'k', value: 'plain', headers: [], timestamp: null }

const batchOf = (topic: string, value: Buffer): Buffer =>
  Buffer.from(createRecordsBatch([{ topic, partition: 0, value }], { producerEpoch: -1 }).buffer)

const garbage: Readonly<Record<string, Buffer>> = {
  'an HTTP request': Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
  'a TLS handshake': Buffer.from('160301020001000001fc0303aabbccddeeff', 'hex'),
  'a negative length': Buffer.from('ffffffff00000000', 'hex'),
  'an API that does not exist': frame(Buffer.from('7fff0000000000010000', 'hex')),
  'a request that ends in the middle of its header': frame(Buffer.from('0003', 'hex')),
  'a request that ends in the middle of its body': frame(Buffer.from('00030001000000010000ffff', 'hex')),
  'a request that counts more than it holds': frame(Buffer.from('000300010000000100007fffffff', 'hex')),
  'nothing but noise': frame(Buffer.from('8f'.repeat(4096), 'hex')),
}
