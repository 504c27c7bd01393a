import { describe, expect, test } from 'vitest'
import type { Partition } from '#adapters/redis/partitions'
import { readAhead } from '#adapters/redis/read-ahead'
import { offset } from '#domain/log/types'

const MiB = 2 ** 20
const asking = (maxBytes: number) => ({ maxBytes, atLeastOne: true })

/** Of which only the log, the head and the news matter here. */
const partition = { log: 'l', head: {}, logNews: 0 } as unknown as Partition

const answering = (bytes: number) =>
  readAhead(
    () => Promise.resolve(bytes),
    (answer) => answer,
  )

describe('what is read ahead', () => {
  test('counts with what it brought, however little was asked for', async () => {
    const ahead = answering(10 * MiB)
    ahead.goOn(partition, offset(0), offset(1), asking(1))
    for (let i = 1; i <= 10; i++) ahead.goOn(partition, offset(1), offset(2), asking(i))
    await new Promise((resolve) => setImmediate(resolve))
    const kept = Array.from({ length: 10 }, (_, i) => ahead.take(partition, offset(2), asking(i + 1)))
    expect(kept.filter((one) => one !== null).length).toBe(3)
  })

  test('is not kept when it brought nothing', async () => {
    const ahead = answering(0)
    ahead.goOn(partition, offset(0), offset(1), asking(9))
    ahead.goOn(partition, offset(1), offset(2), asking(9))
    await new Promise((resolve) => setImmediate(resolve))
    expect(ahead.take(partition, offset(2), asking(9))).toBeNull()
  })

  test('is not for who knows the partition otherwise by now, nor for readers of large answers', async () => {
    const ahead = answering(1)
    for (const [from, to] of [
      [0, 1],
      [1, 2],
    ] as const) {
      ahead.goOn(partition, offset(from), offset(to), asking(9))
      ahead.goOn(partition, offset(from), offset(to), asking(3 * MiB))
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(ahead.take(partition, offset(2), asking(3 * MiB))).toBeNull()
    expect(ahead.take({ ...partition, head: null }, offset(2), asking(9))).toBeNull()
  })
})
