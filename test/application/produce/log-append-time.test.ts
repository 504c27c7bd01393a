import { describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import { E } from '#shared/fp'
import { batch } from '#test/support/batches'
import {
  appenderOn,
  idempotent,
  partition,
  produced,
  roomy,
  storeWithPartition,
} from '#test/support/broker-parts'
import { controlled } from '#test/support/controlled'
import { MORNING, manualTime, settled } from '#test/support/manual-time'

const LOG_APPEND_TIME = 0b1000

const given = async () => {
  const { log: real } = await storeWithPartition()
  const between = controlled(real)
  const time = manualTime()
  const broker = appenderOn(between.port, time)
  const send = (spec: Parameters<typeof batch>[0] = {}, isLogAppendTime = true) =>
    produced(broker.enqueue(batch({ maxTimestamp: 7, ...spec }), roomy, 30_000, isLogAppendTime))
  /** What was handed to the log, append by append: of each batch its time, and whether it says that it is the append's. */
  const times = () =>
    between.calls('append').map(([, , { batches, appendTime }]) => ({
      appendTime,
      batches: batches.map(({ facts, maxTimestamp }) => [
        maxTimestamp,
        (facts.attributes & LOG_APPEND_TIME) !== 0,
      ]),
    }))
  /** The same of the headers in the log. */
  const stored = async () => {
    const read = await real.read(partition, offset(0), { maxBytes: 2 ** 20, atLeastOne: true })()
    const bytes = E.isRight(read) ? Buffer.concat(read.right.records) : Buffer.alloc(0)
    const headers: [number, boolean][] = []
    for (let at = 0; at < bytes.length; at += 12 + bytes.readInt32BE(at + 8))
      headers.push([
        Number(bytes.readBigInt64BE(at + 35)),
        (bytes.readInt16BE(at + 21) & LOG_APPEND_TIME) !== 0,
      ])
    return headers
  }
  return { between, time, broker, send, times, stored }
}

describe('a batch with the time of its append', () => {
  test('has that of its entry, which its producer is told; all of one append have the same', async () => {
    const { between, time, send, times, stored } = await given()
    const reply = Promise.withResolvers<void>()
    between.next('append', { waitsFor: reply.promise })
    const first = send()
    await settled()
    await time.pass(20)
    const others = [send(), send({ payload: 'c' }), send({ maxTimestamp: 9 }, false)]
    reply.resolve()
    const told = await Promise.all([first, ...others])
    expect(told.map(({ logAppendTime }) => logAppendTime)).toEqual([MORNING, MORNING + 20, MORNING + 20, -1])
    expect(times()).toEqual([
      { appendTime: MORNING, batches: [[MORNING, true]] },
      {
        appendTime: MORNING + 20,
        batches: [
          [MORNING + 20, true],
          [MORNING + 20, true],
          [9, false],
        ],
      },
    ])
    expect(await stored()).toEqual(times().flatMap(({ batches }) => batches))
  })

  test('that is refused its place has the time of the append that takes it', async () => {
    const { between, time, send, times, stored } = await given()
    const taken = Promise.withResolvers<void>()
    between.next('append', { refuses: { kind: 'position-taken' } })
    between.next('facts', { after: () => Promise.resolve() }, { waitsFor: taken.promise })
    const sending = send()
    await settled()
    await time.pass(5)
    taken.resolve()
    expect((await sending).logAppendTime).toBe(MORNING + 5)
    expect(times().at(-1)).toEqual({ appendTime: MORNING + 5, batches: [[MORNING + 5, true]] })
    expect(await stored()).toEqual([[MORNING + 5, true]])
  })

  test('is found by it', async () => {
    const { between, time, send } = await given()
    await send({ payload: 'a' })
    await time.pass(100)
    await send({ payload: 'b', maxTimestamp: 1 })
    const found = await between.port.entryByTime(partition, MORNING + 1)()
    expect(found).toMatchObject({ right: { baseOffset: 1 } })
    expect(await between.port.entryByTime(partition, 'highest')()).toMatchObject({ right: { baseOffset: 1 } })
    expect(await between.port.entryByTime(partition, MORNING + 101)()).toEqual({ _tag: 'Right', right: null })
  })

  test('sent again is a duplicate, of which no time is told', async () => {
    const { time, broker } = await given()
    const again = () => produced(broker.enqueue(idempotent(0), roomy, 30_000, true))
    expect(await again()).toMatchObject({ baseOffset: 0, logAppendTime: MORNING })
    await time.pass(3)
    expect(await again()).toMatchObject({ baseOffset: 0, logAppendTime: -1 })
  })
})
